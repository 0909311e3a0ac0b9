/** Schema of the question about VMs that share an NVMe drive. */
import * as v from 'valibot'
import { count, described, index, link, positive } from '../presets/schema-parts.ts'
import { drivePresetIds } from '../presets/drive-presets.ts'

/** Most VMs of a scenario of storage or accelerators, and of one entry of it. */
const MOST_VMS = 1024

/** A drive preset, or the ratings of another drive. */
const drive = v.union(
  [
    v.picklist(drivePresetIds),
    v.strictObject({
      label: v.exactOptional(v.string()),
      readKiops: described(positive, '4 KiB random reads, thousands a second'),
      writeKiops: positive,
      readGBps: described(positive, 'sequential reads, 10^9 bytes a second'),
      writeGBps: positive,
      readUs: described(positive, 'one 4 KiB read at queue depth 1'),
      writeUs: positive
    })
  ],
  `a drive preset (${drivePresetIds.join(', ')}), or the ratings of a drive`
)

/** What the controller has to hand out to its VFs. */
const controller = v.strictObject({
  totalVfs: described(v.pipe(index, v.minValue(1), v.maxValue(MOST_VMS)), 'TotalVFs'),
  flexibleQueues: described(index, 'VQFRT: queue pairs for secondary controllers, admin queues included'),
  flexibleInterrupts: described(index, 'VIFRT: interrupt vectors for them'),
  queuesPerVf: v.exactOptional(described(index, 'VQFRSM: most for one of them; all without it')),
  interruptsPerVf: v.exactOptional(described(index, 'VIFRSM; all without it'))
})

const vm = v.strictObject({
  id: v.string(),
  count: v.exactOptional(described(v.pipe(count, v.maxValue(MOST_VMS)), 'VMs like this one; 1 without it')),
  method: v.picklist(['virtio', 'direct', 'sriov']),
  backend: v.exactOptional(
    described(
      v.picklist(['qemu', 'spdk']),
      'with virtio: QEMU with one I/O thread a VM (without it), or the vhost target of SPDK'
    )
  ),
  blockBytes: described(v.pipe(v.number(), v.integer(), v.minValue(512), v.maxValue(2 ** 24)), 'of each I/O'),
  readShare: described(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 'of its I/Os, 0 to 1'),
  queues: described(count, 'I/O queues that it uses'),
  queueDepth: described(count, 'I/Os in flight in each'),
  offeredKiops: v.exactOptional(
    described(v.nullable(positive), 'thousands a second; without it, as many as get through')
  ),
  weight: v.exactOptional(described(positive, 'its share against others; 1 without it'))
})

/** VMs that share an NVMe drive. */
export const nvmeSchema = v.strictObject({
  kind: described(v.literal('nvme'), 'what VMs get of an NVMe drive'),
  drive,
  link: v.exactOptional(described(link, 'as trained; without it, that of the preset')),
  storageCores: v.exactOptional(described(count, 'cores of the SPDK target; 1 without it')),
  controller: v.exactOptional(
    described(controller, 'resources for VFs; without it, every VF gets what it asks for')
  ),
  vms: described(v.pipe(v.array(vm), v.minLength(1), v.maxLength(MOST_VMS)), 'in the order of the answers')
})

/** The question. */
export type NvmeScenario = v.InferOutput<typeof nvmeSchema>
