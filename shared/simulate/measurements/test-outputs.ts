/** Outputs of measuring tools in the form in which the tools write them, shortened where they repeat themselves. */

/** `iperf3 -c 10.0.0.2 -P 4 -J`, 3.16. */
export const IPERF3 = `{
	"start":	{
		"connected":	[{
				"socket":	5,
				"local_host":	"10.0.0.1",
				"local_port":	45678,
				"remote_host":	"10.0.0.2",
				"remote_port":	5201
			}],
		"version":	"iperf 3.16",
		"system_info":	"Linux vm1 6.8.0-45-generic #45-Ubuntu SMP x86_64",
		"timestamp":	{
			"time":	"Mon, 23 Nov 2026 19:02:11 GMT",
			"timesecs":	1795460531
		},
		"connecting_to":	{
			"host":	"10.0.0.2",
			"port":	5201
		},
		"tcp_mss_default":	1448,
		"test_start":	{
			"protocol":	"TCP",
			"num_streams":	4,
			"blksize":	131072,
			"omit":	0,
			"duration":	10,
			"bytes":	0,
			"blocks":	0,
			"reverse":	0,
			"tos":	0
		}
	},
	"intervals":	[],
	"end":	{
		"streams":	[],
		"sum_sent":	{
			"start":	0,
			"end":	10.000198,
			"seconds":	10.000198,
			"bytes":	11770134528,
			"bits_per_second":	9415921187.0803,
			"retransmits":	118,
			"sender":	true
		},
		"sum_received":	{
			"start":	0,
			"end":	10.004341,
			"seconds":	10.000198,
			"bytes":	11763580928,
			"bits_per_second":	9406782876.122,
			"sender":	true
		},
		"cpu_utilization_percent":	{
			"host_total":	21.4,
			"host_user":	0.6,
			"host_system":	20.8,
			"remote_total":	58.2
		},
		"sender_tcp_congestion":	"cubic"
	}
}
`

/** `iperf3 -c 10.0.0.2 -u -b 1G -J`, 3.9. */
export const IPERF3_UDP = `{
	"start":	{ "test_start": { "protocol":	"UDP", "num_streams":	1, "blksize":	1448, "reverse":	0 } },
	"intervals":	[],
	"end":	{
		"sum":	{ "start": 0, "end": 10.0, "bytes": 1250000000, "bits_per_second": 999824000.1, "jitter_ms": 0.0081, "lost_packets": 1036, "packets": 863259, "lost_percent": 0.12, "sender": true },
		"sum_sent":	{ "bits_per_second": 999824000.1, "sender": true },
		"sum_received":	{ "bits_per_second": 998624211.2, "jitter_ms": 0.0081, "lost_packets": 1036, "lost_percent": 0.12, "sender": false }
	}
}`

/** `iperf3 -c 10.0.0.2 --bidir -J`, 3.16. */
export const IPERF3_BIDIR = `{
	"start":	{ "test_start": { "protocol":	"TCP", "num_streams":	1, "blksize":	131072, "reverse":	0 } },
	"intervals":	[],
	"end":	{
		"sum_sent":	{ "bits_per_second": 9210000000, "sender": true },
		"sum_received":	{ "bits_per_second": 9200000000, "sender": true },
		"sum_sent_bidir_reverse":	{ "bits_per_second": 8110000000, "sender": false },
		"sum_received_bidir_reverse":	{ "bits_per_second": 8100000000, "sender": false }
	}
}`

/** `json.dump(client.get_stats(), file)` after a stateless test from port 0 to port 1, TRex v3. */
export const TREX = `{
  "0": {
    "opackets": 300060000, "ipackets": 0, "obytes": 19203840000, "ibytes": 0, "oerrors": 0, "ierrors": 0,
    "tx_pps": 10004000.5, "tx_bps": 5122048256.0, "tx_bps_L1": 6722688336.0, "tx_util": 67.2,
    "rx_pps": 0.0, "rx_bps": 0.0, "rx_bps_L1": 0.0, "rx_util": 0.0
  },
  "1": {
    "opackets": 0, "ipackets": 299999988, "obytes": 0, "ibytes": 19199999232, "oerrors": 0, "ierrors": 0,
    "tx_pps": 0.0, "tx_bps": 0.0, "tx_bps_L1": 0.0, "tx_util": 0.0,
    "rx_pps": 10002000.25, "rx_bps": 5121024128.0, "rx_bps_L1": 6721344168.0, "rx_util": 67.2
  },
  "total": {
    "opackets": 300060000, "ipackets": 299999988, "obytes": 19203840000, "ibytes": 19199999232, "oerrors": 0, "ierrors": 0,
    "tx_pps": 10004000.5, "tx_bps": 5122048256.0, "tx_bps_L1": 6722688336.0, "tx_util": 67.2,
    "rx_pps": 10002000.25, "rx_bps": 5121024128.0, "rx_bps_L1": 6721344168.0, "rx_util": 67.2
  },
  "global": { "cpu_util": 84.7, "rx_cpu_util": 2.1, "bw_per_core": 6.05, "queue_full": 0, "rx_drop_bps": 0.0,
    "tx_pps": 10004000.5, "rx_pps": 10002000.25, "tx_bps": 5122048256.0, "rx_bps": 5121024128.0 },
  "flow_stats": { "global": { "rx_err": {}, "tx_err": {} } },
  "latency": {
    "5": {
      "err_cntrs": { "dropped": 0, "out_of_order": 0, "dup": 0, "seq_too_high": 0, "seq_too_low": 0 },
      "latency": { "average": 16.3, "histogram": { "10": 29800, "20": 187, "30": 12 }, "jitter": 2, "last_max": 27, "total_max": 44, "total_min": 10 }
    },
    "global": { "bad_hdr": 0, "old_flow": 0 }
  }
}`

const block = (port: number, rx: number, tx: number): string => `
  ######################## NIC statistics for port ${port}  ########################
  RX-packets: 148809524  RX-missed: 0          RX-bytes:  9523809536
  RX-errors: 0
  RX-nombuf:  0
  TX-packets: 148809310  TX-errors: 0          TX-bytes:  9523795840

  Throughput (since last show)
  Rx-pps:     ${rx}          Rx-bps:   ${rx * 480}
  Tx-pps:     ${tx}          Tx-bps:   ${tx * 480}
  ############################################################################
`

/** `show port stats all` twice, as the terminal of testpmd shows it. */
export const TESTPMD = `testpmd> show port stats all
${block(0, 0, 0)}${block(1, 0, 0)}testpmd> show port stats all
${block(0, 14880952, 14880940)}${block(1, 14880950, 14866020)}testpmd> `

const idle = `{ "io_bytes" : 0, "bw_bytes" : 0, "bw" : 0, "iops" : 0.0, "runtime" : 0, "total_ios" : 0, "lat_ns" : { "min" : 0, "max" : 0, "mean" : 0.0, "stddev" : 0.0, "N" : 0 } }`

const reads = (meanNs: number, totalIos: number): string =>
  `{ "io_bytes" : 24000000000, "bw_bytes" : 800000000, "bw" : 781250, "iops" : 195312.5, "runtime" : 30000, "total_ios" : ${totalIos}, "clat_ns" : { "mean" : 160000.0, "percentile" : { "50.000000" : 156672, "99.000000" : 309248 } }, "lat_ns" : { "min" : 21000, "max" : 912000, "mean" : ${meanNs}, "stddev" : 31000.0, "N" : ${totalIos} } }`

/** `fio --output-format=json` of three jobs, 3.36. */
export const FIO = `{
  "fio version" : "fio-3.36",
  "timestamp" : 1795460531,
  "time" : "Mon Nov 23 19:02:11 2026",
  "jobs" : [
    { "jobname" : "randread", "groupid" : 0, "error" : 0, "job options" : { "rw" : "randread", "bs" : "4k", "iodepth" : "32" },
      "read" : ${reads(200_000, 1_000_000)},
      "write" : ${idle} },
    { "jobname" : "randread2", "groupid" : 0, "error" : 0, "job options" : { "rw" : "randread", "bs" : "4k", "iodepth" : "32" },
      "read" : ${reads(100_000, 333_333)},
      "write" : ${idle} },
    { "jobname" : "log", "groupid" : 0, "error" : 0, "job options" : { "rw" : "write", "bs" : "4k", "iodepth" : "1" },
      "read" : ${idle},
      "write" : { "io_bytes" : 3000000000, "bw_bytes" : 100000000, "bw" : 97656, "iops" : 24414.0625, "runtime" : 30000, "total_ios" : 732421, "clat_ns" : { "mean" : 38000.0, "percentile" : { "1.000000" : 21120, "50.000000" : 38144, "99.000000" : 91648, "99.900000" : 152576 } }, "lat_ns" : { "min" : 20100, "max" : 401000, "mean" : 40000.0, "stddev" : 9000.0, "N" : 732421 } } }
  ]
}`
