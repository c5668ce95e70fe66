/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way in for system calls: decides whether anybody wants this one, brings it to native form, and hands it to its program.
 * Everything else on the machine passes here too, so what comes before the interest is looked up must stay short.
 */

#include "open.h"
#include "peer.h"
#include "flags.h"

#define SOCKETCALLS 21
#define NOT_A_CALL 0xffff

/* The call behind each operation of socketcall(2). */
static const u16 socketcall_numbers[SOCKETCALLS] = {
	[0] = NOT_A_CALL,
	[1] = NR_socket,
	[2] = NR_bind,
	[3] = NR_connect,
	[4] = NR_listen,
	[5] = NR_accept,
	[6] = NR_getsockname,
	[7] = NR_getpeername,
	[8] = NR_socketpair,
	[9] = NR_sendto, /* send: the same without an address, and its fourth argument is its last */
	[10] = NR_recvfrom,
	[11] = NR_sendto,
	[12] = NR_recvfrom,
	[13] = NR_shutdown,
	[14] = NR_setsockopt,
	[15] = NR_getsockopt,
	[16] = NR_sendmsg,
	[17] = NR_recvmsg,
	[18] = NR_accept4,
	[19] = NR_recvmmsg,
	[20] = NR_sendmmsg,
};

static __always_inline u32 socketcall_number(u32 operation)
{
	return operation < SOCKETCALLS ? socketcall_numbers[operation] : NOT_A_CALL;
}

/* socketcall(2) passes the arguments of the call in memory. */
static __always_inline void unfold_socketcall(u64 *args)
{
	u32 operation = args[0];
	u32 unfolded[6] = {};
	/* send and recv have four arguments: what lies behind them is none of theirs. */
	u32 count = operation == 9 || operation == 10 ? 4 : 6;

	if (bpf_probe_read_user(unfolded, count * sizeof(u32), (void *)args[1]))
		bpf_probe_read_user(unfolded, 3 * sizeof(u32), (void *)args[1]);
	for (int i = 0; i < 6; i++)
		args[i] = unfolded[i];
}

/*
 * Whether some rule could match. Files are opened so often that it is found out here, before another program has its costs. What is
 * opened and who is spoken to takes functions to find out.
 */
static __always_inline bool is_call_wanted(struct scratch *s, struct task_struct *task, const struct filter *filter, bool has_functions)
{
	s->call.rules = rules_of_call(&s->call, task, filter);
	if (!s->call.rules || !has_functions)
		return s->call.rules;
	switch (plan_of(&s->call)->handler) {
	case HANDLERS_OPEN:
		return is_open_wanted(s, task, filter);
	case HANDLERS_CONNECT:
	case HANDLERS_ACCEPT:
	case HANDLERS_TRANSFER:
	case HANDLERS_MESSAGE:
		return is_peer_wanted(s->call.filter);
	default:
		return true;
	}
}

static __always_inline int dispatch(void *ctx, struct pt_regs *regs, long result, bool has_functions)
{
	bool succeeded = result >= 0;
	u8 outcome = succeeded ? INTERESTS_SUCCEEDED : INTERESTS_FAILED;
	u32 number = syscall_number(regs);

	/* All that most calls on the machine pay for. */
	if (number >= SYSCALLS || !(control.watched[number] & outcome))
		return 0;

	struct task_struct *task = current_task();
	bool compat = is_compat(task);
	bool socketcall = false;

	if (compat) {
		socketcall = number == COMPAT_SOCKETCALL;
		number = settings.compat_numbers[number & (SYSCALLS - 1)];
#if defined(__TARGET_ARCH_x86)
		if (socketcall)
			number = socketcall_number(regs->bx);
#endif
		if (number >= SYSCALLS)
			return 0;
	}

	u8 interest = control.interest[number & (SYSCALLS - 1)];

	if (!(interest & outcome) || GET(task, tgid) == control.own_tgid)
		return 0;

	struct scratch *s = scratch_of(SLOT_SYSCALL);

	if (!s)
		return 0;
	if (compat)
		compat_arguments(regs, s->call.args);
	else
		syscall_arguments(regs, s->call.args);
	if (socketcall)
		unfold_socketcall(s->call.args);
	s->call.result = result;
	s->call.number = number;
	s->call.flags = compat ? RECORD_FLAGS_COMPAT : 0;
	s->call.interest = interest;
	s->call.succeeded = succeeded;
	s->call.filter = interest & INTERESTS_FILTERED ? control.filter : 0;
	if (s->call.filter && !is_call_wanted(s, task, filter_number(s->call.filter), has_functions) && leave_out(&s->call))
		return 0;
	bpf_tail_call(ctx, &handlers, plans[number & (SYSCALLS - 1)].handler);
	return 0;
}

/* The loader hangs it on the end of all calls, or, where the kernel lets it, on the ends of those calls that are watched. */
SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_exit, struct pt_regs *regs, long result)
{
	return dispatch(ctx, regs, result, true);
}

/* The same for arm64 before 6.0, where a program that has functions may not go over to another one. */
SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_exit_early, struct pt_regs *regs, long result)
{
	return dispatch(ctx, regs, result, false);
}

/*
 * A call that seccomp answers never gets to its function: of those that are watched one by one it is reported from here, with the
 * result that the caller sees.
 */
SEC("fexit/__secure_computing")
int BPF_PROG(syscall_refused)
{
	u64 verdict = 0;

	bpf_get_func_ret(ctx, &verdict);
	if ((int)verdict != -1)
		return 0;

	struct pt_regs *regs = entry_registers(current_task());

	return dispatch(ctx, regs, returned_value(regs), true);
}

/*
 * A call without arguments, whose function no program may hang on: types are told only of functions that use what they are given. It is
 * met further in, where others pass too.
 */
SEC("fexit/kernel_clone")
int BPF_PROG(syscall_bare)
{
	struct task_struct *task = current_task();
	u64 result = 0;

	if (GET(task, flags) & (PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER))
		return 0;

	struct pt_regs *regs = entry_registers(task);
	u32 number = syscall_number(regs);

	if (is_compat(task))
		number = settings.compat_numbers[number & (SYSCALLS - 1)];
	switch (number) {
#if defined(__TARGET_ARCH_x86)
	case NR_fork:
	case NR_vfork:
#endif
	case NR_setsid:
		bpf_get_func_ret(ctx, &result);
		return dispatch(ctx, regs, (int)result, true);
	}
	return 0;
}

/* A call that has no event of its own: its number is all that is said. */
SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_generic)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	u16 number = s->call.number & (SYSCALLS - 1);

	begin_record(s, task, number, s->call.flags);
	begin_event(s, GET(task, pid), EVENT_GENERIC_X, PARAMS_GENERIC_X);
	push_u16(s, settings.syscall_codes[number]);
	push_u16(s, number);
	return submit(SLOT_SYSCALL, RING_CPU);
}
