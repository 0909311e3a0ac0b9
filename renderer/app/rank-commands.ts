import type { Command } from '../stores/commands/command.ts'

/**
 * Commands whose words all occur, the best first: a title that begins with the text, then words that begin with
 * it, then the rest. Equal ones keep their order. No text = all of them.
 */
export function rankCommands(commands: readonly Command[], text: string): readonly Command[] {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean)
  return commands
    .map((command) => {
      const hay = `${command.title} ${command.group} ${command.words ?? ''}`.toLowerCase()
      const words = hay.split(/[^a-z0-9]+/)
      const score = parts.reduce(
        (sum, part) =>
          sum + (!hay.includes(part) ? -Infinity : words.some((word) => word.startsWith(part)) ? 2 : 1),
        command.title.toLowerCase().startsWith(text.trim().toLowerCase()) ? 1 : 0
      )
      return { command, score }
    })
    .filter(({ score }) => score >= 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
}
