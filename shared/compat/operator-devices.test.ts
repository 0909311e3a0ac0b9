import { expect, it } from 'vitest'
import { parseOperatorDevices } from './operator-devices.ts'

it('reads the list of the Kubernetes operator', () => {
  const text = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'data:',
    '  Intel_i40e_XXV710: "8086 158b 154c"',
    '  Nvidia_mlx5_ConnectX-6_Dx: "15B3 101D 101E"'
  ].join('\n')
  const parsed = parseOperatorDevices(text)
  expect(parsed.ok && parsed.value.map((device) => [device.name, device.pf[0], device.vf[0]])).toEqual([
    ['Intel i40e XXV710', '8086:158b', '8086:154c'],
    ['Nvidia mlx5 ConnectX-6 Dx', '15b3:101d', '15b3:101e']
  ])
})

it('names the line of a value that is no device', () => {
  expect(parseOperatorDevices('data:\n  Broken: "8086 158b"')).toMatchObject({
    ok: false,
    error: [{ line: 2 }]
  })
})
