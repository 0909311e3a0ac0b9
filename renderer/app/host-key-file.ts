/** Where OpenSSH keeps the public key of an algorithm on the host; all of them where we do not know it. */
export function hostKeyFileOf(algorithm: string): string {
  const known: Readonly<Record<string, string>> = {
    'ssh-ed25519': 'ed25519',
    'ssh-rsa': 'rsa',
    'rsa-sha2-256': 'rsa',
    'rsa-sha2-512': 'rsa',
    'ecdsa-sha2-nistp256': 'ecdsa',
    'ecdsa-sha2-nistp384': 'ecdsa',
    'ecdsa-sha2-nistp521': 'ecdsa'
  }
  return `/etc/ssh/ssh_host_${known[algorithm] ?? '*'}_key.pub`
}
