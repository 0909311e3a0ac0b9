import { describe, expect, it } from 'vitest'
import { freshVfSettings } from '../../../inventory/test-host.ts'
import { NIC } from '../lab-plan.ts'
import { setVfAttribute, writeNumVfs, type ModelPf } from './kernel.ts'

const igb: ModelPf = {
  address: NIC,
  isNic: true,
  driver: 'igb',
  override: null,
  totalVfs: 7,
  autoprobe: true,
  vfDriver: 'igbvf',
  mtu: 1500,
  isUp: true,
  hasCable: true,
  vfs: []
}
const withVfs = (count: number, more: Partial<ModelPf> = {}): ModelPf => {
  const made = writeNumVfs({ ...igb, ...more }, count)
  if (!made.ok) throw new Error(made.error)
  return made.value
}

/** Each line was tried on a real kernel; the answers are its own. */
describe('the kernel model answers as the kernel did', () => {
  it.each([
    ['0 to 2', 0, 2, 'ok'],
    ['2 to 2', 2, 2, 'ok'],
    ['2 to 3', 2, 3, 'EBUSY'],
    ['2 to 0', 2, 0, 'ok'],
    ['8 of 7', 0, 8, 'ERANGE']
  ])('numvfs %s', (_, from, to, answer) => {
    const result = writeNumVfs(withVfs(from), to)
    expect(result.ok ? 'ok' : result.error).toBe(answer)
  })

  it('gives new VFs to the host driver, or to nobody while probing is off', () => {
    expect(withVfs(1).vfs[0]?.driver).toBe('igbvf')
    expect(withVfs(1, { autoprobe: false }).vfs[0]?.driver).toBeNull()
  })

  it('drops settings and overrides with the VFs', () => {
    const set = setVfAttribute(withVfs(1), 0, 'vlan', '100')
    if (!set.ok) throw new Error(set.error)
    const none = writeNumVfs(set.value, 0)
    const again = none.ok ? writeNumVfs(none.value, 1) : none
    expect(again.ok && again.value.vfs[0]).toEqual({
      driver: 'igbvf',
      override: null,
      settings: freshVfSettings(0)
    })
  })

  it.each([
    ['max_tx_rate with carrier', 'max-tx-rate', '200', true, 'ok'],
    ['max_tx_rate without carrier', 'max-tx-rate', '200', false, 'EINVAL'],
    ['min_tx_rate', 'min-tx-rate', '50', true, 'EINVAL'],
    ['proto 802.1ad', 'vlan', '100 proto 802.1ad', true, 'EPROTONOSUPPORT'],
    ['vlan with qos', 'vlan', '100 qos 3', true, 'ok'],
    ['state', 'link-state', 'enable', true, 'EOPNOTSUPP']
  ] as const)('igb: %s', (_, word, value, isUp, answer) => {
    const result = setVfAttribute(withVfs(1, { isUp }), 0, word, value)
    expect(result.ok ? 'ok' : result.error).toBe(answer)
  })

  it('refuses a VF that does not exist', () => {
    expect(setVfAttribute(withVfs(1), 1, 'trust', 'on')).toEqual({ ok: false, error: 'EINVAL' })
  })

  it('takes NumVFs of a bnxt_en PF that is down without doing anything', () => {
    expect(writeNumVfs({ ...igb, driver: 'bnxt_en', isUp: false }, 2)).toMatchObject({
      ok: true,
      value: { vfs: [] }
    })
  })
})
