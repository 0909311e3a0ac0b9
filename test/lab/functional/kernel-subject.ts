import type { VirtualHost } from '../virtual-host.ts'
import {
  BUS_MASTER,
  SRIOV_OFFSET,
  SRIOV_WORDS,
  word,
  type Answer,
  type Deed,
  type Seen,
  type Subject
} from './subject.ts'

const PF = '0000:01:00.0'
const DEVICES = '/sys/bus/pci/devices'
const INTERFACE = 'enp1s0'

/** Words of the C library and of iproute2 for an errno. */
const ERRNOS: Readonly<Record<string, string>> = {
  'Device or resource busy': 'EBUSY',
  'Numerical result out of range': 'ERANGE',
  'Invalid argument': 'EINVAL',
  'Cannot allocate memory': 'ENOMEM',
  'Operation not supported': 'EOPNOTSUPP',
  'Operation not permitted': 'EPERM',
  'Cannot assign requested address': 'EADDRNOTAVAIL'
}

/** A kernel on a virtual host, with the PF of an 82576. */
export function kernelSubject(host: VirtualHost): Subject {
  const run = async (command: string): Promise<string> => {
    const { code, stdout, stderr } = await host.exec(command)
    if (code !== 0) throw new Error(`${command}: ${stderr}`)
    return stdout.trim()
  }
  const attempt = async (command: string): Promise<Answer> => {
    const { code, stderr } = await host.exec(command)
    if (code === 0) return 'ok'
    const known = Object.entries(ERRNOS).find(([text]) => stderr.includes(text))
    if (known === undefined) throw new Error(`${command} ended with ${code}: ${stderr}`)
    return known[1]
  }
  const vfLink = (vf: number): string => `${DEVICES}/${PF}/virtfn${vf}`
  // bash names the errno of a failed write; the shell that logs in may be another.
  const write = (text: string, file: string): string => `bash -c 'echo "${text}" > ${file}'`

  const commandOf = (deed: Deed): string => {
    if ('numVfs' in deed) return write(deed.numVfs, `${DEVICES}/${PF}/sriov_numvfs`)
    if ('set' in deed) return `ip link set ${INTERFACE} vf ${deed.vf} ${deed.set}`
    if ('reset' in deed)
      return write('1', deed.reset === 'pf' ? `${DEVICES}/${PF}/reset` : `${vfLink(deed.reset)}/reset`)
    if ('link' in deed) return deed.link === 'down' ? `ip link set ${INTERFACE} down` : linkUp
    if ('load' in deed)
      return `cd ${DEVICES}/${PF} && echo 1 > sriov_drivers_autoprobe && basename $(readlink virtfn${deed.load}) > /sys/bus/pci/drivers_probe
        echo 0 > sriov_drivers_autoprobe; for i in $(seq 50); do [ -d virtfn${deed.load}/net ] && exit 0; sleep 0.1; done; exit 1`
    return `ip link set $(ls ${vfLink(deed.vf)}/net) address ${deed.asksFor}`
  }

  return {
    async restart() {
      await run(
        `cd ${DEVICES}/${PF}; echo 0 > sriov_numvfs; echo 0 > sriov_drivers_autoprobe; ${linkUp}; dmesg -C`
      )
    },
    async do(deed) {
      const answer = await attempt(commandOf(deed))
      // igb closes and opens its interface to change the number of VFs, and refuses rates until the link is back.
      if ('numVfs' in deed) await run(waitForCarrier)
      return answer
    },
    async see(): Promise<Seen> {
      const lines = (await run(SEE)).split('\n').map((line) => line.split(' '))
      const of = (key: string): string[][] =>
        lines.filter(([first]) => first === key).map(([, ...rest]) => rest)
      const number = (key: string): number => Number(of(key)[0]?.[0])
      const vfs = of('vf').map(([address = '', vendor = '', device = '', command = '', ...bars]) => ({
        address,
        ids: `${vendor}:${device}`,
        starts: bars.map((bar) => parseInt(bar.split('-')[0] ?? '', 16)),
        barBytes: bars
          .map((bar) => bar.split('-'))
          .map(([from = '', to = '']) => parseInt(to, 16) - parseInt(from, 16) + 1),
        isBusMaster: (parseInt(command, 16) & BUS_MASTER) !== 0
      }))
      return {
        numVfs: number('numvfs'),
        totalVfs: number('totalvfs'),
        vfs: vfs.map(({ starts, ...vf }) => ({
          ...vf,
          barOffsets: starts.map((start, bar) => start - (vfs[0]?.starts[bar] ?? 0))
        })),
        sriov: Object.fromEntries(
          of('word').map(([offset = '', value = '']) => {
            const mask = SRIOV_WORDS.find(([at]) => at === parseInt(offset, 16))?.[1] ?? 0
            return [offset, word(parseInt(value, 16) & mask)]
          })
        )
      }
    },
    async log() {
      const lines = (await run('dmesg -t')).split('\n').map((line) => line.trim())
      return lines.filter(
        (line) => line.startsWith(`igb ${PF}:`) || line.startsWith('Reload the VF driver to resume')
      )
    }
  }
}

/** Until the carrier is there; not at all where the interface is down, for then it cannot be read. */
const waitForCarrier = `for i in $(seq 100); do c=$(cat /sys/class/net/${INTERFACE}/carrier 2>/dev/null) || break; [ "$c" = 1 ] && break; sleep 0.1; done`

/** Both ends of the cable up, and the carrier there. */
const linkUp = `ip link set ${INTERFACE} up; ip link set enp2s0 up; ${waitForCarrier}`

/** Everything in one round trip; a line each. */
const SEE = `
cd ${DEVICES}/${PF}
echo "numvfs $(cat sriov_numvfs)"; echo "totalvfs $(cat sriov_totalvfs)"
for at in ${SRIOV_WORDS.map(([offset]) => word(offset)).join(' ')}; do
  echo "word $at $(setpci -s ${PF} $(printf %x $((${SRIOV_OFFSET} + 0x$at))).w)"
done
for link in $(ls -dv virtfn* 2>/dev/null); do
  a=$(basename $(readlink $link))
  echo "vf $a $(setpci -s $a 0.w) $(setpci -s $a 2.w) $(setpci -s $a 4.w) $(awk 'NR <= 6 && $1 != "0x0000000000000000" { printf "%s-%s ", $1, $2 }' $link/resource)" | sed "s, $,,"
done`
