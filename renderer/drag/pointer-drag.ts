/** The mouse's half of a drag: native drag and drop, through pragmatic-drag-and-drop. */
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import { pointerOutsideOfPreview } from '@atlaskit/pragmatic-drag-and-drop/element/pointer-outside-of-preview'
import type { Directive } from 'vue'
import type { AssignableFunction } from '#shared/plan/types.ts'
import { targetKey, type DropTarget } from '#shared/plan/drop-target.ts'
import { describeFunctions } from '#shared/plan/move-functions.ts'
import type { FunctionDrag } from './useFunctionDrag.ts'
import './drag-preview.css'

/** What an element carries. */
export interface DragPayload {
  /** Asked when the drag starts, because a selection may go along. Empty = cannot move. */
  readonly functions: () => readonly AssignableFunction[]
  /** See `Held`. */
  readonly canReassign: boolean
}

/** Makes an element a handle of what `dragged` gives. */
export function dragSource(drag: FunctionDrag): Directive<HTMLElement, DragPayload> {
  const payloadOf = new WeakMap<HTMLElement, DragPayload>()
  const stop = new WeakMap<HTMLElement, () => void>()
  return {
    mounted(element, { value }) {
      payloadOf.set(element, value)
      const dragged = (): readonly AssignableFunction[] => payloadOf.get(element)?.functions() ?? []
      stop.set(
        element,
        draggable({
          element,
          canDrag: () => dragged().length > 0,
          getInitialData: () => ({ functions: dragged() }),
          onGenerateDragPreview: ({ nativeSetDragImage }) => {
            setCustomNativeDragPreview({
              nativeSetDragImage,
              getOffset: pointerOutsideOfPreview({ x: '12px', y: '8px' }),
              render: ({ container }) => {
                const preview = document.createElement('div')
                preview.className = 'drag-preview'
                preview.textContent = describeFunctions(dragged())
                container.append(preview)
              }
            })
          },
          onDragStart: () => drag.pickUp(dragged(), 'mouse', payloadOf.get(element)?.canReassign ?? false),
          onDrop: ({ location }) => {
            // Also where a target refuses: it has said so while the pointer was over it.
            if (location.current.dropTargets.length === 0) drag.cancel()
          }
        })
      )
    },
    updated: (element, { value }) => payloadOf.set(element, value),
    unmounted: (element) => stop.get(element)?.()
  }
}

/**
 * Makes an element a place to drop on. A target that refuses does not accept: the pointer shows it, and the drop
 * cannot happen. It still counts as "over", so that the reason can be read.
 */
export function dropPlace(drag: FunctionDrag): Directive<HTMLElement, DropTarget> {
  const placeOf = new WeakMap<HTMLElement, DropTarget>()
  const stop = new WeakMap<HTMLElement, () => void>()
  return {
    mounted(element, { value }) {
      placeOf.set(element, value)
      const here = (): DropTarget => placeOf.get(element) ?? value
      const leave = (): void => {
        const over = drag.over.value
        if (over && targetKey(over) === targetKey(here())) drag.aim(null)
      }
      const onEnter = (): void => {
        const over = drag.over.value
        if (drag.held.value && !(over && targetKey(over) === targetKey(here()))) drag.aim(here())
      }
      const onLeave = (event: DragEvent): void => {
        if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) leave()
      }
      element.addEventListener('dragenter', onEnter)
      element.addEventListener('dragleave', onLeave)
      stop.set(
        element,
        combine(
          () => {
            element.removeEventListener('dragenter', onEnter)
            element.removeEventListener('dragleave', onLeave)
          },
          dropTargetForElements({
            element,
            canDrop: () => drag.held.value !== null && drag.verdictNow(here()).kind !== 'refused',
            onDrop: () => drag.drop(here())
          })
        )
      )
    },
    updated: (element, { value }) => placeOf.set(element, value),
    unmounted: (element) => stop.get(element)?.()
  }
}
