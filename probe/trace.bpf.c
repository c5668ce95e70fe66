/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happens to a task and is no system call: it loses the processor, is hit by a signal, touches a page that is not there. Frequent,
 * and of interest to few, so these programs are loaded only when somebody asks for them.
 */

#include "task.h"
#include "plans.h"

/* Reading memory for a record can fault, and the fault is a hook of its own: what the probe itself brings about is nobody's event. */
static __always_inline struct scratch *claim_scratch(void)
{
	struct scratch *s = scratch_of(SLOT_TRACE);

	if (!s || s->claimed || GET(current_task(), tgid) == control.own_tgid)
		return 0;
	s->claimed = true;
	return s;
}

static __always_inline int submit_claimed(struct scratch *s)
{
	submit(SLOT_TRACE, RING_CPU);
	s->claimed = false;
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(trace_switch, bool preempt, struct task_struct *previous, struct task_struct *next)
{
	struct task_struct *task = plain(previous);
	struct scratch *s = claim_scratch();

	if (!s)
		return 0;
	begin_record(s, task, NO_SYSCALL, 0);
	begin_event(s, GET(task, pid), EVENT_SCHEDSWITCH_6_E, PARAMS_SCHEDSWITCH_6_E);
	push_s64(s, GET(plain(next), pid));
	push_u64(s, GET(task, maj_flt));
	push_u64(s, GET(task, min_flt));
	push_memory(s, GET(task, mm));
	return submit_claimed(s);
}

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGKILL 9
#define SIGTERM 15
#define SIGCHLD 17
#define SIGTSTP 20
#define SIGRTMIN 32

/* Who sent a signal, 0 when that was nobody or the kernel. */
static __always_inline u32 signal_sender(int signal, struct kernel_siginfo *info)
{
	switch (signal) {
	case SIGKILL:
	case SIGCHLD:
		break;
	case SIGHUP:
	case SIGINT:
	case SIGQUIT:
	case SIGTERM:
	case SIGTSTP:
		if (READ(info, si_code) > 0)
			return 0;
		break;
	default:
		if (signal < SIGRTMIN)
			return 0;
	}
	return READ(info, _sifields._kill._pid);
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(trace_signal, int signal, struct kernel_siginfo *info)
{
	struct task_struct *task = current_task();
	struct scratch *s = claim_scratch();

	if (!s)
		return 0;
	begin_record(s, task, NO_SYSCALL, 0);
	begin_event(s, GET(task, pid), EVENT_SIGNALDELIVER_E, PARAMS_SIGNALDELIVER_E);
	push_s64(s, signal_sender(signal, info));
	push_s64(s, GET(task, pid));
	push_u8(s, signal);
	return submit_claimed(s);
}

/* Error codes of the processor (x86): those that are set, and what the others mean when they are not. */
#define FAULT_PRESENT 0x1
#define FAULT_WRITE 0x2
#define FAULT_USER 0x4
#define FAULT_RESERVED 0x8
#define FAULT_FETCH 0x10

static __always_inline u32 fault_flags(u64 error)
{
	return (error & FAULT_PRESENT ? PF_FLAGS_PROTECTION_VIOLATION : PF_FLAGS_PAGE_NOT_PRESENT) |
	       (error & FAULT_WRITE ? PF_FLAGS_WRITE_ACCESS : PF_FLAGS_READ_ACCESS) |
	       (error & FAULT_USER ? PF_FLAGS_USER_FAULT : PF_FLAGS_SUPERVISOR_FAULT) |
	       (error & FAULT_RESERVED ? PF_FLAGS_RESERVED_PAGE : 0) | (error & FAULT_FETCH ? PF_FLAGS_INSTRUCTION_FETCH : 0);
}

static __always_inline int report_fault(u64 address, struct pt_regs *regs, u64 error)
{
	struct task_struct *task = current_task();
	struct scratch *s = claim_scratch();

	if (!s)
		return 0;
	begin_record(s, task, NO_SYSCALL, 0);
	begin_event(s, GET(task, pid), EVENT_PAGE_FAULT_E, PARAMS_PAGE_FAULT_E);
	push_u64(s, address);
	push_u64(s, instruction_pointer(regs));
	push_u32(s, fault_flags(error));
	return submit_claimed(s);
}

SEC("tp_btf/page_fault_user")
int BPF_PROG(trace_fault_user, unsigned long address, struct pt_regs *regs, unsigned long error)
{
	return report_fault(address, regs, error);
}

SEC("tp_btf/page_fault_kernel")
int BPF_PROG(trace_fault_kernel, unsigned long address, struct pt_regs *regs, unsigned long error)
{
	return report_fault(address, regs, error);
}
