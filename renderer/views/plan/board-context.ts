import { inject, provide, type ComputedRef, type Directive, type InjectionKey, type ShallowRef } from 'vue'
import type { CheckContext } from '#shared/check/context.ts'
import type { DropVerdict, Finding } from '#shared/check/types.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { AssignableFunction, Plan, VmId } from '#shared/plan/types.ts'
import type { PlannedHost } from '#shared/planned/planned-host.ts'
import type { MoveError } from '#shared/plan/move-functions.ts'
import type { Result } from '#shared/result.ts'
import type { DriveLoad, PortLoad, StorageEstimate, VmEstimate } from '#shared/simulate/types.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import type { DropTarget } from '#shared/plan/drop-target.ts'
import type { DragPayload } from '../../drag/pointer-drag.ts'
import type { FunctionDrag } from '../../drag/useFunctionDrag.ts'
import type { AssignablePool } from '#shared/planned/pool.ts'
import type { ClickMode } from './chip-selection.ts'
import type { EstimateAhead } from '#shared/simulate/plan-estimate/estimate-ahead.ts'

/** What the inspector shows. */
export type BoardSelection =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'pf'; readonly address: PciAddress }
  | { readonly kind: 'vm'; readonly vm: VmId }
  /** Chips, by function key; at least one. */
  | { readonly kind: 'functions'; readonly functions: readonly AssignableFunction[] }

/** Why the board did not give functions away: what the judge says against it, or the edit. */
export type GiveError = MoveError | Extract<DropVerdict, { kind: 'refused' }>

/** What everything on the board of one host shares: its data, its selection, its drag. */
export interface Board {
  readonly plan: ComputedRef<Plan>
  readonly host: ComputedRef<InventoryHost>
  /** What drops and placement are judged by: the plan and every host that was read. */
  readonly context: ComputedRef<CheckContext>
  /** The plan laid over the host. */
  readonly planned: ComputedRef<PlannedHost>
  readonly pool: ComputedRef<AssignablePool>
  readonly selection: Readonly<ShallowRef<BoardSelection>>
  readonly selectedKeys: ComputedRef<ReadonlySet<string>>
  readonly drag: FunctionDrag
  readonly vDragSource: Directive<HTMLElement, DragPayload>
  readonly vDropPlace: Directive<HTMLElement, DropTarget>
  select(selection: BoardSelection): void
  /** A click on a chip. `order` is the chips that a Shift click may reach. */
  clickChip(fn: AssignableFunction, order: readonly AssignableFunction[], mode: ClickMode): void
  /** What goes along when this chip is dragged. */
  dragged(fn: AssignableFunction): readonly AssignableFunction[]
  /** Worst first. */
  findingsOf(subjectKey: string): readonly Finding[]
  /** What a drop on the target that is aimed at would give; null while nothing is dragged or it is refused. */
  readonly ahead: ComputedRef<EstimateAhead | null>
  /** While something is dragged: as it would be after the drop. */
  estimatesOf(vm: VmId): readonly VmEstimate[]
  /** Its NVMe drives and accelerators. */
  storageOf(vm: VmId): readonly StorageEstimate[]
  /** Sentences about what has no figures. */
  remarksOn(vm: VmId): readonly string[]
  loadOf(pf: PciAddress): PortLoad | null
  driveOf(pf: PciAddress): DriveLoad | null
  /** Drops without a drag, under the same rules: refused where a drop would be. */
  give(functions: readonly AssignableFunction[], target: DropTarget): Result<unknown, GiveError>
  /** What can be done with a chip (or with the selection it belongs to). */
  functionMenu(fn: AssignableFunction): readonly MenuEntry[]
}

const key: InjectionKey<Board> = Symbol('board')

/** Gives the board to everything below the calling component. */
export const provideBoard = (board: Board): void => provide(key, board)

/** The board that the calling component is on. Throws where there is none: that is a bug. */
export function useBoard(): Board {
  const board = inject(key)
  if (!board) throw new Error('useBoard was called outside of a board')
  return board
}
