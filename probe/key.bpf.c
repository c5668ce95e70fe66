/* SPDX-License-Identifier: GPL-2.0 */
/* keyctl(2): what its four arguments are hangs on the operation. */

#include "socket.h"
#include "plans.h"

#define KEY_ARGUMENTS 4

/* What a value is, in its first byte. */
enum key_value {
	KEY_NUMBER,
	KEY_STRING,
};

/* How many arguments an operation has, and which of them are strings, bit by bit. */
struct key_operation {
	u8 count;
	u8 strings;
};

#define STRING_AT(arg) (1 << (arg))

static const struct key_operation key_operations[] = {
	[KEYCTL_OPERATIONS_KEYCTL_GET_KEYRING_ID] = { 2 },
	[KEYCTL_OPERATIONS_KEYCTL_JOIN_SESSION_KEYRING] = { 1, STRING_AT(0) },
	[KEYCTL_OPERATIONS_KEYCTL_UPDATE] = { 3 },
	[KEYCTL_OPERATIONS_KEYCTL_REVOKE] = { 1 },
	[KEYCTL_OPERATIONS_KEYCTL_CHOWN] = { 3 },
	[KEYCTL_OPERATIONS_KEYCTL_SETPERM] = { 2 },
	[KEYCTL_OPERATIONS_KEYCTL_DESCRIBE] = { 3 },
	[KEYCTL_OPERATIONS_KEYCTL_CLEAR] = { 1 },
	[KEYCTL_OPERATIONS_KEYCTL_LINK] = { 2 },
	[KEYCTL_OPERATIONS_KEYCTL_UNLINK] = { 2 },
	[KEYCTL_OPERATIONS_KEYCTL_SEARCH] = { 4, STRING_AT(1) | STRING_AT(2) },
	[KEYCTL_OPERATIONS_KEYCTL_READ] = { 3 },
	[KEYCTL_OPERATIONS_KEYCTL_INSTANTIATE] = { 4 },
	[KEYCTL_OPERATIONS_KEYCTL_NEGATE] = { 3 },
	[KEYCTL_OPERATIONS_KEYCTL_SET_REQKEY_KEYRING] = { 1 },
	[KEYCTL_OPERATIONS_KEYCTL_SET_TIMEOUT] = { 2 },
	[KEYCTL_OPERATIONS_KEYCTL_ASSUME_AUTHORITY] = { 1 },
	[KEYCTL_OPERATIONS_KEYCTL_GET_SECURITY] = { 3 },
	[KEYCTL_OPERATIONS_KEYCTL_SESSION_TO_PARENT] = { 0 },
	[KEYCTL_OPERATIONS_KEYCTL_REJECT] = { 4 },
	[KEYCTL_OPERATIONS_KEYCTL_INSTANTIATE_IOV] = { 4 },
	[KEYCTL_OPERATIONS_KEYCTL_INVALIDATE] = { 1 },
	[KEYCTL_OPERATIONS_KEYCTL_GET_PERSISTENT] = { 2 },
	[KEYCTL_OPERATIONS_KEYCTL_DH_COMPUTE] = { 4 },
	[KEYCTL_OPERATIONS_KEYCTL_PKEY_QUERY] = { 3, STRING_AT(2) },
	[KEYCTL_OPERATIONS_KEYCTL_PKEY_ENCRYPT] = { 4, STRING_AT(1) },
	[KEYCTL_OPERATIONS_KEYCTL_PKEY_DECRYPT] = { 4, STRING_AT(1) },
	[KEYCTL_OPERATIONS_KEYCTL_PKEY_SIGN] = { 4, STRING_AT(1) },
	[KEYCTL_OPERATIONS_KEYCTL_PKEY_VERIFY] = { 4, STRING_AT(1) },
	[KEYCTL_OPERATIONS_KEYCTL_RESTRICT_KEYRING] = { 3, STRING_AT(1) | STRING_AT(2) },
	[KEYCTL_OPERATIONS_KEYCTL_MOVE] = { 4 },
	[KEYCTL_OPERATIONS_KEYCTL_CAPABILITIES] = { 2 },
	[KEYCTL_OPERATIONS_KEYCTL_WATCH_KEY] = { 3 },
};

#define KEY_OPERATIONS (sizeof(key_operations) / sizeof(*key_operations))

static __always_inline void push_key_string(struct scratch *s, u64 address)
{
	u32 size = put_u8(s, 0, KEY_STRING);
	long length = 0;

	if (address)
		length = read_user_string(data_at(s, s->at + size), PATH_LIMIT, address);
	if (length < 0)
		note(s, RECORD_FLAGS_UNREADABLE);
	end_param(s, length > 0 ? size + length : size);
}

/* One argument; those that the operation has not count as zero. */
__noinline int push_key_argument(u32 slot, u32 index)
{
	struct scratch *s = scratch_of(slot);

	if (!s)
		return 0;
	u32 operation = s->call.args[0];
	u64 value = s->call.args[(index + 1) & 7];
	struct key_operation arguments = {};

	if (operation < KEY_OPERATIONS)
		arguments = key_operations[operation];
	if (index < arguments.count && arguments.strings & STRING_AT(index & 7)) {
		push_key_string(s, value);
		return 0;
	}
	u32 size = put_u8(s, 0, KEY_NUMBER);

	end_param(s, put_u64(s, size, index < arguments.count ? value : 0));
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_key)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);

	begin_record(s, task, s->call.number, s->call.flags);
	begin_event(s, GET(task, pid), plan->event, plan->count);
	push_s64(s, s->call.result);
	push_u32(s, s->call.args[0]);
	for (u32 i = 0; i < KEY_ARGUMENTS; i++)
		push_key_argument(SLOT_SYSCALL, i);
	return submit(SLOT_SYSCALL, plan->ring);
}
