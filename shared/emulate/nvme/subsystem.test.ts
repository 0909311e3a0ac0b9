import { beforeEach, describe, expect, it } from 'vitest'
import {
  ACTION,
  CNS,
  getFeatures,
  identify,
  NUMBER_OF_QUEUES,
  OPCODE,
  RESOURCE,
  STATUS,
  statusText,
  virtualizationManagement as virt,
  type Completion
} from './admin-command.ts'
import { CC, CSTS, REGISTER } from './controller.ts'
import {
  decodeControllerList,
  decodeNamespaceList,
  decodePrimaryCapabilities,
  decodeSecondaryList,
  encodeControllerList,
  type SecondaryEntry
} from './identify-data.ts'
import { SELECT } from './namespaces.ts'
import { labNvme, NvmeSubsystem, PRIMARY } from './subsystem.ts'

let nvme: NvmeSubsystem

const enable = (controller: number): void => nvme.write(controller, REGISTER.CC, CC.EN)
const disable = (controller: number): void => nvme.write(controller, REGISTER.CC, 0)
const status = (action: number, controller: number, resource?: number, number?: number): string =>
  statusText(nvme.admin(PRIMARY, virt(action, controller, resource, number)).status)
const bytes = ({ data }: Completion): Uint8Array => data ?? new Uint8Array()
const list = (): readonly SecondaryEntry[] =>
  decodeSecondaryList(bytes(nvme.admin(PRIMARY, identify(CNS.SECONDARY_LIST))))
const entry = (scid: number): SecondaryEntry | undefined => list().find((each) => each.scid === scid)
const attach = (selection: number, nsid: number, controllers: readonly number[], by = PRIMARY): string =>
  statusText(
    nvme.admin(by, {
      opcode: OPCODE.NAMESPACE_ATTACHMENT,
      nsid,
      cdw10: selection,
      cdw11: 0,
      data: encodeControllerList(controllers)
    }).status
  )
const assign = (controller: number): void => {
  status(ACTION.SECONDARY_ASSIGN, controller, RESOURCE.VQ, 2)
  status(ACTION.SECONDARY_ASSIGN, controller, RESOURCE.VI, 1)
}
const takeOnline = (controller: number): void => {
  assign(controller)
  expect(status(ACTION.SECONDARY_ONLINE, controller)).toBe('Successful Completion (0h)')
}

beforeEach(() => {
  nvme = new NvmeSubsystem(labNvme)
  enable(PRIMARY)
})

describe('secondary controller list', () => {
  it('has an entry for every VF that could be, all offline and without resources', () => {
    expect(list()).toEqual(
      [1, 2, 3, 4].map((id) => ({ scid: id, pcid: 0, isOnline: false, vfn: id, nvq: 0, nvi: 0 }))
    )
  })

  it('begins at the controller that is asked for', () => {
    const data = bytes(nvme.admin(PRIMARY, identify(CNS.SECONDARY_LIST, { controller: 3 })))
    expect(decodeSecondaryList(data).map(({ scid }) => scid)).toEqual([3, 4])
  })
})

describe('flexible resources', () => {
  it('are assigned to an offline controller, with their number as the result', () => {
    expect(nvme.admin(PRIMARY, virt(ACTION.SECONDARY_ASSIGN, 1, RESOURCE.VQ, 2))).toEqual({
      status: STATUS.SUCCESS,
      result: 2,
      data: null
    })
    expect(entry(1)).toMatchObject({ nvq: 2, nvi: 0 })
    const { vq } = decodePrimaryCapabilities(bytes(nvme.admin(PRIMARY, identify(CNS.PRIMARY_CAPABILITIES))))
    expect(vq).toEqual({
      flexible: 8,
      assigned: 2,
      primary: 0,
      private: 19,
      secondaryMaximum: 2,
      granularity: 1
    })
  })

  it.each([
    ['more than a secondary may have', 1, RESOURCE.VQ, 3, 'Invalid Number of Controller Resources (121h)'],
    ['to the primary', 0, RESOURCE.VQ, 1, 'Invalid Controller Identifier (11fh)'],
    ['to nobody', 5, RESOURCE.VQ, 1, 'Invalid Controller Identifier (11fh)'],
    ['of a kind that does not exist', 1, 2, 1, 'Invalid Resource Identifier (122h)']
  ])('are refused: %s', (_what, controller, resource, number, answer) => {
    expect(status(ACTION.SECONDARY_ASSIGN, controller, resource, number)).toBe(answer)
  })

  it('are the primary controller’s after an FLR, not after a Controller Reset', () => {
    const primary = (): number =>
      decodePrimaryCapabilities(bytes(nvme.admin(PRIMARY, identify(CNS.PRIMARY_CAPABILITIES)))).vq.primary
    expect(status(ACTION.PRIMARY_ALLOCATION, PRIMARY, RESOURCE.VQ, 6)).toBe('Successful Completion (0h)')
    disable(PRIMARY)
    enable(PRIMARY)
    expect([primary(), nvme.view(PRIMARY)?.ioQueuePairs]).toEqual([0, 18])
    nvme.resetPf()
    enable(PRIMARY)
    expect([primary(), nvme.view(PRIMARY)?.ioQueuePairs]).toEqual([6, 24])
    // Two are left, and one controller takes them.
    expect(status(ACTION.SECONDARY_ASSIGN, 1, RESOURCE.VQ, 2)).toBe('Successful Completion (0h)')
    expect(status(ACTION.SECONDARY_ASSIGN, 2, RESOURCE.VQ, 2)).toBe('Invalid Resource Identifier (122h)')
  })

  it('cannot be the primary controller’s while secondaries have them', () => {
    assign(1)
    expect(status(ACTION.PRIMARY_ALLOCATION, PRIMARY, RESOURCE.VQ, 7)).toBe(
      'Invalid Resource Identifier (122h)'
    )
    expect(status(ACTION.PRIMARY_ALLOCATION, PRIMARY, RESOURCE.VQ, 9)).toBe(
      'Invalid Number of Controller Resources (121h)'
    )
    expect(status(ACTION.PRIMARY_ALLOCATION, 1, RESOURCE.VQ, 0)).toBe('Invalid Controller Identifier (11fh)')
  })
})

describe('online', () => {
  const REFUSED = 'Invalid Secondary Controller State (120h)'

  it.each([
    ['without interrupts', [[RESOURCE.VQ, 2]]],
    [
      'with the admin queue alone',
      [
        [RESOURCE.VQ, 1],
        [RESOURCE.VI, 1]
      ]
    ],
    ['with nothing', []]
  ] as const)('is refused %s', (_what, resources) => {
    nvme.setNumVfs(1, 0)
    for (const [resource, number] of resources) status(ACTION.SECONDARY_ASSIGN, 1, resource, number)
    expect(status(ACTION.SECONDARY_ONLINE, 1)).toBe(REFUSED)
  })

  it('is refused for a VF that is not enabled, however many resources it has', () => {
    assign(1)
    expect(status(ACTION.SECONDARY_ONLINE, 1)).toBe(REFUSED)
    nvme.setNumVfs(1, 0)
    expect(status(ACTION.SECONDARY_ONLINE, 1)).toBe('Successful Completion (0h)')
  })

  it('never has more VFs than the device', () => {
    expect(() => nvme.setNumVfs(5, 0)).toThrow('numVfs 5 exceeds TotalVFs 4')
  })

  it('is no state in which resources can be changed', () => {
    nvme.setNumVfs(2, 0)
    takeOnline(1)
    expect(status(ACTION.SECONDARY_ASSIGN, 1, RESOURCE.VQ, 2)).toBe(REFUSED)
  })

  it('ends with its resources when it is taken offline', () => {
    nvme.setNumVfs(1, 0)
    takeOnline(1)
    expect(status(ACTION.SECONDARY_OFFLINE, 1)).toBe('Successful Completion (0h)')
    expect(entry(1)).toMatchObject({ isOnline: false, nvq: 0, nvi: 0 })
  })

  it.each([
    ['VFs are taken away', () => nvme.setNumVfs(0, 1000)],
    [
      'the primary controller is reset',
      () => {
        disable(PRIMARY)
        enable(PRIMARY)
      }
    ],
    [
      'the PF gets an FLR',
      () => {
        nvme.resetPf()
        enable(PRIMARY)
      }
    ]
  ])('ends for all when %s', (_what, act) => {
    nvme.setNumVfs(2, 0)
    takeOnline(1)
    takeOnline(2)
    act()
    expect(list().map(({ isOnline, nvq }) => [isOnline, nvq])).toEqual(Array(4).fill([false, 0]))
  })

  it('survives an FLR of the VF, and nobody else notices', () => {
    nvme.setNumVfs(2, 0)
    takeOnline(1)
    takeOnline(2)
    enable(1)
    enable(2)
    nvme.resetVf(0)
    expect(entry(1)).toMatchObject({ isOnline: true, nvq: 2, nvi: 1 })
    expect([nvme.read(1, REGISTER.CSTS), nvme.read(2, REGISTER.CSTS)]).toEqual([0, CSTS.RDY])
  })
})

describe('the guest of a VF', () => {
  it('finds a fatal status while the controller is offline, also after it tries', () => {
    nvme.setNumVfs(1, 0)
    expect(nvme.read(1, REGISTER.CSTS)).toBe(CSTS.CFS)
    enable(1)
    expect(nvme.read(1, REGISTER.CSTS)).toBe(CSTS.CFS)
    expect(nvme.view(1)?.isUsable).toBe(false)
    expect(() => nvme.admin(1, identify(CNS.ACTIVE_NAMESPACES))).toThrow(RangeError)
  })

  it('finds nothing at all while VFs are not enabled', () => {
    expect(nvme.read(1, REGISTER.CSTS)).toBe(0xffff_ffff)
    expect(nvme.view(1)).toBeNull()
  })

  it('sees its queues and its namespaces once it is online', () => {
    nvme.setNumVfs(1, 0)
    takeOnline(1)
    attach(SELECT.ATTACH, 2, [1])
    enable(1)
    expect(nvme.view(1)).toEqual({
      isOnline: true,
      isUsable: true,
      ioQueuePairs: 1,
      interruptVectors: 1,
      namespaces: [2]
    })
    expect(nvme.admin(1, getFeatures(NUMBER_OF_QUEUES)).result).toBe(0)
    expect(decodeNamespaceList(bytes(nvme.admin(1, identify(CNS.ACTIVE_NAMESPACES))))).toEqual([2])
  })

  it('cannot manage resources: the command is the primary controller’s alone', () => {
    nvme.setNumVfs(1, 0)
    takeOnline(1)
    enable(1)
    expect(nvme.admin(1, virt(ACTION.SECONDARY_OFFLINE, 1)).status).toBe(STATUS.INVALID_OPCODE)
    expect(entry(1)?.isOnline).toBe(true)
  })
})

describe('namespaces', () => {
  it('that are private belong to one controller at a time', () => {
    expect(attach(SELECT.ATTACH, 1, [1])).toBe('Namespace Is Private (119h)')
    expect(attach(SELECT.DETACH, 1, [0])).toBe('Successful Completion (0h)')
    expect(attach(SELECT.ATTACH, 1, [1])).toBe('Successful Completion (0h)')
  })

  it('that are shared belong to as many as want them', () => {
    expect(attach(SELECT.ATTACH, 2, [0, 1, 2])).toBe('Successful Completion (0h)')
    const data = bytes(nvme.admin(PRIMARY, identify(CNS.NAMESPACE_CONTROLLERS, { nsid: 2 })))
    expect(decodeControllerList(data)).toEqual([0, 1, 2])
  })

  it.each([
    ['attached twice', SELECT.ATTACH, 1, [0], 'Namespace Already Attached (118h)'],
    ['detached from who never had it', SELECT.DETACH, 2, [0], 'Namespace Not Attached (11ah)'],
    ['attached to nobody', SELECT.ATTACH, 1, [], 'Controller List Invalid (11ch)'],
    ['attached to a controller that is not there', SELECT.ATTACH, 2, [9], 'Controller List Invalid (11ch)'],
    ['that do not exist', SELECT.ATTACH, 3, [0], 'Invalid Field in Command (2h)'],
    ['numbered 0', SELECT.ATTACH, 0, [0], 'Invalid Namespace or Format (bh)'],
    ['selected in a way that does not exist', 2, 2, [0], 'Invalid Field in Command (2h)']
  ])('are refused: %s', (_what, selection, nsid, controllers, answer) => {
    expect(attach(selection, nsid, controllers)).toBe(answer)
  })

  it('stay attached over resets of whoever has them', () => {
    nvme.setNumVfs(1, 0)
    takeOnline(1)
    attach(SELECT.ATTACH, 2, [1])
    nvme.resetVf(0)
    nvme.resetPf()
    nvme.setNumVfs(1, 0)
    expect(nvme.view(1)?.namespaces).toEqual([2])
  })
})
