/** Layouts as files say them. */
import * as v from 'valibot'
import {
  bytes,
  count,
  described,
  link,
  nicPreset,
  notNegative,
  numaNode,
  positive,
  traffic
} from '../presets/schema-parts.ts'
import type { LayoutScenario } from './layout.ts'

/** A layout: hosts, ports, VMs and what each sends. What is left out has a default. */
export const layoutSchema = v.strictObject({
  kind: described(v.literal('layout'), 'hosts, ports, VMs and what each sends'),
  hosts: v.array(
    v.strictObject({
      id: v.string(),
      label: v.exactOptional(described(v.string(), 'name for people; the id without it')),
      coreGhz: described(positive, 'clock of the cores that do switching'),
      iommuPageBytes: described(
        v.nullable(bytes),
        'pages of guest memory in the IOMMU; null = no translation'
      ),
      switchCores: described(
        v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1024)),
        'cores of OVS-DPDK or VPP'
      ),
      memoryGBps: v.exactOptional(
        described(positive, 'memory bandwidth of a NUMA node, GB/s; the input memory.nodeGBps without it')
      ),
      hasPostedInterrupts: v.exactOptional(
        described(
          v.boolean(),
          'false: every interrupt of an assigned device costs its guest exits; not counted without it'
        )
      ),
      ports: v.array(
        v.strictObject({
          id: v.string(),
          label: v.string(),
          nic: nicPreset,
          wireGbps: positive,
          link: described(v.nullable(link), 'null = PCIe not modelled'),
          linkNumber: described(
            v.pipe(v.number(), v.integer()),
            'ports with the same number hang on one PCIe link'
          ),
          numaNode: v.exactOptional(described(numaNode, 'of the card'))
        })
      ),
      vms: v.array(
        v.strictObject({
          id: v.string(),
          label: v.exactOptional(described(v.string(), 'name for people; the id without it')),
          vcpus: count,
          numaNode: v.exactOptional(
            described(numaNode, "of the VM's memory; that of its devices without it")
          ),
          functions: v.array(
            v.strictObject({
              port: described(v.string(), 'id of a port of the same host'),
              method: v.picklist(['virtio', 'direct', 'sriov']),
              backend: v.picklist(['vhost-net', 'ovs-dpdk', 'vpp']),
              traffic,
              queues: v.exactOptional(
                described(
                  v.pipe(count, v.maxValue(256)),
                  'queue pairs: 1 without it, for a VF as the NIC preset says; vhost-net has a thread for each'
                )
              ),
              ringDescriptors: v.exactOptional(
                described(
                  v.pipe(v.number(), v.integer(), v.minValue(32), v.maxValue(32_768)),
                  'descriptors of each ring: frames that can wait, and memory that an assigned device goes over; 512 without it'
                )
              ),
              interruptsPerSecond: v.exactOptional(
                described(
                  v.pipe(v.number(), v.minValue(100), v.maxValue(1_000_000)),
                  'interrupt moderation of a kernel guest with an assigned device; the input irq.moderatedRate without it'
                )
              ),
              maxMbps: described(notNegative, 'rate limit, Mbit/s of frames; 0 = none'),
              minMbps: described(notNegative, 'guaranteed rate, Mbit/s of frames; 0 = none'),
              weight: positive
            })
          )
        })
      )
    })
  )
}) satisfies v.GenericSchema<unknown, LayoutScenario>
