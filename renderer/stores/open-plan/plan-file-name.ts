/** A name for the file of a plan that every file system takes: "Rack 4 / edge" -> "Rack-4-edge.vfplan.json". */
export function planFileName(planName: string): string {
  const plain = planName.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  return `${plain.slice(0, 80) || 'plan'}.vfplan.json`
}
