/* SPDX-License-Identifier: GPL-2.0 */
/* Calls that reach into other processes, or change what a process may do, and that are more than a list of arguments. */

#include "file.h"
#include "plans.h"

/* Where the kernel's requests and those of captures differ, by the kernel's number. */
static const u8 ptrace_requests[] = {
	[0] = PTRACE_REQUESTS_PTRACE_TRACEME,
	[1] = PTRACE_REQUESTS_PTRACE_PEEKTEXT,
	[2] = PTRACE_REQUESTS_PTRACE_PEEKDATA,
	[3] = PTRACE_REQUESTS_PTRACE_PEEKUSR,
	[4] = PTRACE_REQUESTS_PTRACE_POKETEXT,
	[5] = PTRACE_REQUESTS_PTRACE_POKEDATA,
	[6] = PTRACE_REQUESTS_PTRACE_POKEUSR,
	[7] = PTRACE_REQUESTS_PTRACE_CONT,
	[8] = PTRACE_REQUESTS_PTRACE_KILL,
	[9] = PTRACE_REQUESTS_PTRACE_SINGLESTEP,
	[12] = PTRACE_REQUESTS_PTRACE_GETREGS,
	[13] = PTRACE_REQUESTS_PTRACE_SETREGS,
	[14] = PTRACE_REQUESTS_PTRACE_GETFPREGS,
	[15] = PTRACE_REQUESTS_PTRACE_SETFPREGS,
	[16] = PTRACE_REQUESTS_PTRACE_ATTACH,
	[17] = PTRACE_REQUESTS_PTRACE_DETACH,
	[18] = PTRACE_REQUESTS_PTRACE_GETFPXREGS,
	[19] = PTRACE_REQUESTS_PTRACE_SETFPXREGS,
	[21] = PTRACE_REQUESTS_PTRACE_OLDSETOPTIONS,
	[24] = PTRACE_REQUESTS_PTRACE_SYSCALL,
	[25] = PTRACE_REQUESTS_PTRACE_GET_THREAD_AREA,
	[26] = PTRACE_REQUESTS_PTRACE_SET_THREAD_AREA,
	[30] = PTRACE_REQUESTS_PTRACE_ARCH_PRCTL,
	[31] = PTRACE_REQUESTS_PTRACE_SYSEMU,
	[32] = PTRACE_REQUESTS_PTRACE_SYSEMU_SINGLESTEP,
	[33] = PTRACE_REQUESTS_PTRACE_SINGLEBLOCK,
};

/* From 0x4200 on, and from PTRACE_SEIZE on. */
static const u8 extended_ptrace_requests[] = {
	[0x0] = PTRACE_REQUESTS_PTRACE_SETOPTIONS,
	[0x1] = PTRACE_REQUESTS_PTRACE_GETEVENTMSG,
	[0x2] = PTRACE_REQUESTS_PTRACE_GETSIGINFO,
	[0x3] = PTRACE_REQUESTS_PTRACE_SETSIGINFO,
	[0x4] = PTRACE_REQUESTS_PTRACE_GETREGSET,
	[0x5] = PTRACE_REQUESTS_PTRACE_SETREGSET,
	[0x6] = PTRACE_REQUESTS_PTRACE_SEIZE,
	[0x7] = PTRACE_REQUESTS_PTRACE_INTERRUPT,
	[0x8] = PTRACE_REQUESTS_PTRACE_LISTEN,
	[0x9] = PTRACE_REQUESTS_PTRACE_PEEKSIGINFO,
	[0xa] = PTRACE_REQUESTS_PTRACE_GETSIGMASK,
	[0xb] = PTRACE_REQUESTS_PTRACE_SETSIGMASK,
};

#define EXTENDED_REQUESTS 0x4200

static __always_inline u16 ptrace_request(u64 request)
{
	u64 extended = request - EXTENDED_REQUESTS;

	if (request < sizeof(ptrace_requests))
		return ptrace_requests[request];
	if (extended < sizeof(extended_ptrace_requests))
		return extended_ptrace_requests[extended];
	return PTRACE_REQUESTS_PTRACE_UNKNOWN;
}

/* Parameters of changing type open with a byte that tells it. */
enum ptrace_value {
	PTRACE_VALUE_NUMBER,
	PTRACE_VALUE_SIGNAL,
};

static __always_inline void push_ptrace_number(struct scratch *s, u64 number)
{
	u32 size = put_u8(s, 0, PTRACE_VALUE_NUMBER);

	end_param(s, put_u64(s, size, number));
}

static __always_inline void push_ptrace_data(struct scratch *s, u16 request, u64 data)
{
	u64 word = 0;

	switch (request) {
	case PTRACE_REQUESTS_PTRACE_PEEKTEXT:
	case PTRACE_REQUESTS_PTRACE_PEEKDATA:
	case PTRACE_REQUESTS_PTRACE_PEEKUSR:
		/* The system call stores what it read where data points. */
		bpf_probe_read_user(&word, s->call.flags & RECORD_FLAGS_COMPAT ? 4 : 8, (void *)data);
		push_ptrace_number(s, word);
		break;
	case PTRACE_REQUESTS_PTRACE_CONT:
	case PTRACE_REQUESTS_PTRACE_SINGLESTEP:
	case PTRACE_REQUESTS_PTRACE_DETACH:
	case PTRACE_REQUESTS_PTRACE_SYSCALL: {
		u32 size = put_u8(s, 0, PTRACE_VALUE_SIGNAL);

		end_param(s, put_u8(s, size, data));
		break;
	}
	default:
		push_ptrace_number(s, data);
	}
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_ptrace)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	u16 request = ptrace_request(call->args[0]);

	begin_record(s, task, call->number, call->flags);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	if (call->succeeded) {
		push_ptrace_number(s, call->args[2]);
		push_ptrace_data(s, request, call->args[3]);
	} else {
		push_ptrace_number(s, 0);
		push_ptrace_number(s, 0);
	}
	push_u16(s, request);
	push_s64(s, (s32)call->args[1]);
	return submit(SLOT_SYSCALL, plan->ring);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_prctl)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();
	s32 number = 0;

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);
	struct call *call = &s->call;
	u32 option = call->args[0];

	begin_record(s, task, call->number, call->flags);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, call->result);
	push_u32(s, option);
	switch (option) {
	case PRCTL_OPTIONS_PR_GET_NAME:
	case PRCTL_OPTIONS_PR_SET_NAME:
		push_user_string(SLOT_SYSCALL, call->args[1], PATH_LIMIT);
		push_s64(s, 0);
		break;
	case PRCTL_OPTIONS_PR_GET_CHILD_SUBREAPER:
		push_empty(s);
		bpf_probe_read_user(&number, sizeof(number), (void *)call->args[1]);
		push_s64(s, number);
		break;
	default:
		push_empty(s);
		push_s64(s, call->args[1]);
	}
	return submit(SLOT_SYSCALL, plan->ring);
}
