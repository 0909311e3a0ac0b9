/** Where a tip goes: 6 px off its owner, on the other side where there is no room, never out of the window. */
export function placeTip(
  owner: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  tip: { readonly width: number; readonly height: number },
  frame: { readonly width: number; readonly height: number },
  side: 'below' | 'right'
): { left: number; top: number } {
  const gap = 6
  const edge = 4
  const hold = (value: number, room: number): number =>
    Math.round(Math.max(edge, Math.min(value, room - edge)))
  if (side === 'right') {
    return {
      left: hold(owner.left + owner.width + gap, frame.width - tip.width),
      top: hold(owner.top + owner.height / 2 - tip.height / 2, frame.height - tip.height)
    }
  }
  const below = owner.top + owner.height + gap
  const fits = below + tip.height + edge <= frame.height
  return {
    left: hold(owner.left + owner.width / 2 - tip.width / 2, frame.width - tip.width),
    top: hold(fits ? below : owner.top - gap - tip.height, frame.height - tip.height)
  }
}
