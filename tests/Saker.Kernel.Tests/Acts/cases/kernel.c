/* Namespaces, mounts, file systems being set up, quotas, modules and BPF. */
#include "act.h"
#include <linux/bpf.h>
#include <linux/mount.h>
#include <sys/quota.h>

static void namespaces(void)
{
	int uts = open("/proc/self/ns/uts", O_RDONLY), mounts = open("/proc/self/ns/mnt", O_RDONLY);

	CASE((SYS_unshare, 0), "res=0 flags=0");
	CASE((SYS_unshare, CLONE_FS | CLONE_FILES), "res=0 flags=CLONE_FS|CLONE_FILES");
	CASE((SYS_unshare, CLONE_NEWNS), "res=0 flags=CLONE_NEWNS");
	CASE((SYS_unshare, CLONE_NEWUTS | CLONE_NEWIPC), "res=0 flags=CLONE_NEWUTS|CLONE_NEWIPC");
	CASE((SYS_unshare, CLONE_NEWNET), "res=0 flags=CLONE_NEWNET");
	CASE((SYS_unshare, CLONE_NEWPID), "res=0 flags=CLONE_NEWPID");
	CASE((SYS_unshare, CLONE_NEWCGROUP), "res=0 flags=CLONE_NEWCGROUP");
	CASE((SYS_unshare, CLONE_SYSVSEM), "res=0 flags=CLONE_SYSVSEM");
	CASE((SYS_unshare, CLONE_VFORK | CLONE_PARENT_SETTID), "res=-EINVAL flags=CLONE_VFORK|CLONE_PARENT_SETTID");
	CASE((SYS_setns, uts, CLONE_NEWUTS), "res=0 fd=%d nstype=CLONE_NEWUTS", uts);
	CASE((SYS_setns, mounts, 0), "res=0 fd=%d nstype=0", mounts);
	CASE((SYS_setns, uts, CLONE_NEWNET), "res=-EINVAL fd=%d nstype=CLONE_NEWNET", uts);
	CASE((SYS_setns, STDOUT_FILENO, CLONE_NEWUSER), "res=-EINVAL fd=1 nstype=CLONE_NEWUSER");
	CASE((SYS_setns, -1, CLONE_NEWPID | CLONE_NEWCGROUP), "res=-EBADF fd=-1 nstype=CLONE_NEWPID|CLONE_NEWCGROUP");
}

#define MOUNT(device, path, type, flags, result, told) \
	CASE((SYS_mount, device, path, type, flags, NULL), "res=" result " dev=" told)

static void mounts(void)
{
	mkdir("here", 0700);
	mkdir("there", 0700);
	MOUNT("saker", "here", "tmpfs", MS_RDONLY | MS_NOEXEC | MS_NOATIME, "0", "saker dir=here type=tmpfs flags=RDONLY|NOEXEC|NOATIME");
	MOUNT("here", "there", NULL, MS_BIND | MS_REC, "0", "here dir=there type=(null) flags=BIND|REC");
	MOUNT(NULL, "there", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID, "0", "(null) dir=there type=(null) flags=BIND|REMOUNT|RDONLY|NOSUID");
	MOUNT(NULL, "here", NULL, MS_PRIVATE, "0", "(null) dir=here type=(null) flags=PRIVATE");
	MOUNT("", "here", "", MS_SLAVE | MS_REC, "0", " dir=here type= flags=SLAVE|REC");
	MOUNT(NULL, "there", NULL, MS_SHARED | MS_PRIVATE, "-EINVAL", "(null) dir=there type=(null) flags=SHARED|PRIVATE");
	MOUNT("none", "here", "no such type", MS_STRICTATIME, "-ENODEV", "none dir=here type=no such type flags=STRICTATIME");
	MOUNT("none", "here", NULL, 0xc0ed0000 | MS_NODEV, "-EINVAL", "none dir=here type=(null) flags=NODEV");
	MOUNT("none", "nowhere", "proc", MS_LAZYTIME, "-ENOENT", "none dir=nowhere type=proc flags=LAZYTIME");
	MOUNT("none", NULL, "proc", 0, "-EFAULT", "none dir=(null) type=proc flags=0");
	MOUNT("here", "/dev/null", NULL, MS_BIND, "-ENOTDIR", "here dir=/dev/null type=(null) flags=BIND");
	CASE((SYS_umount2, "there", MNT_EXPIRE), "res=-EAGAIN name=there flags=EXPIRE");
	CASE((SYS_umount2, "there", MNT_EXPIRE | UMOUNT_NOFOLLOW), "res=0 name=there flags=EXPIRE|NOFOLLOW");
	CASE((SYS_umount2, "here", MNT_FORCE | MNT_DETACH), "res=0 name=here flags=FORCE|DETACH");
	CASE((SYS_umount2, "here", 0), "res=-EINVAL name=here flags=0");
	CASE((SYS_umount2, "here", 0x100), "res=-EINVAL name=here flags=0");
	CASE((SYS_umount2, "", MNT_DETACH), "res=-ENOENT name= flags=DETACH");
	CASE((SYS_umount2, NULL, 0), "res=-EFAULT name=(null) flags=0");
}

#define FSCONFIG(command, key, value, aux, result, told) \
	CASE((SYS_fsconfig, fs, command, key, value, aux), "res=" result " fd=%ld cmd=" #command " key=" told, fs)

static void file_systems(void)
{
	long fs = syscall(SYS_fsopen, "tmpfs", 0);

	FSCONFIG(FSCONFIG_SET_STRING, "mode", "0711", 0, "0", "mode value_bytebuf= value_charbuf=0711 aux=0");
	FSCONFIG(FSCONFIG_SET_STRING, "source", "from nowhere", 0, "0", "source value_bytebuf= value_charbuf=from nowhere aux=0");
	FSCONFIG(FSCONFIG_SET_STRING, "unknown", "x", 0, "-EINVAL", "unknown value_bytebuf= value_charbuf=(null) aux=0");
	FSCONFIG(FSCONFIG_SET_STRING, NULL, "x", 0, "-EINVAL", "(null) value_bytebuf= value_charbuf=(null) aux=0");
	FSCONFIG(FSCONFIG_SET_FLAG, "unknown", NULL, 0, "-EINVAL", "unknown value_bytebuf= value_charbuf=(null) aux=0");
	FSCONFIG(FSCONFIG_SET_FLAG, "rw", NULL, 0, "0", "rw value_bytebuf= value_charbuf=(null) aux=0");
	FSCONFIG(FSCONFIG_SET_PATH, "mode", "/tmp", AT_FDCWD, "-EINVAL", "mode value_bytebuf= value_charbuf=(null) aux=-100");
	FSCONFIG(FSCONFIG_SET_FD, "mode", NULL, STDOUT_FILENO, "-EINVAL", "mode value_bytebuf= value_charbuf=(null) aux=1");
	FSCONFIG(FSCONFIG_SET_FD, "mode", NULL, CLOSED, "-EBADF", "mode value_bytebuf= value_charbuf=(null) aux=999");
	FSCONFIG(FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0, "-EBUSY", "(null) value_bytebuf= value_charbuf=(null) aux=0");
	CASE((SYS_fsconfig, fs, 77, "mode", NULL, 0), "res=-EOPNOTSUPP fd=%ld cmd=77 key=mode value_bytebuf= value_charbuf=(null) aux=0", fs);
	CASE((SYS_fsconfig, STDOUT_FILENO, FSCONFIG_CMD_CREATE, NULL, NULL, 0), "res=-EINVAL fd=1 cmd=FSCONFIG_CMD_CREATE key=(null) value_bytebuf= value_charbuf=(null) aux=0");
	CASE((SYS_fsconfig, -1, FSCONFIG_CMD_CREATE, NULL, NULL, 0), "res=-EINVAL fd=-1 cmd=FSCONFIG_CMD_CREATE key=(null) value_bytebuf= value_charbuf=(null) aux=0");
}

#define NO_LIMITS " dqb_bhardlimit=0 dqb_bsoftlimit=0 dqb_curspace=0 dqb_ihardlimit=0 dqb_isoftlimit=0 dqb_btime=0 dqb_itime=0"
#define NO_SETTINGS " dqi_bgrace=0 dqi_igrace=0 dqi_flags=0"
#define UNUSED " quota_fmt_out=QFMT_NOT_USED"

static void quotas(void)
{
	struct dqblk quota = { .dqb_curspace = 5, .dqb_btime = 6, .dqb_valid = QIF_SPACE | QIF_BTIME };
	struct dqinfo info = { .dqi_bgrace = 2, .dqi_igrace = 3, .dqi_valid = IIF_IGRACE };

	CASE((SYS_quotactl, QCMD(Q_SYNC, GRPQUOTA), NULL, 7, NULL), "res=@ special=(null) quotafilepath=(null)" NO_LIMITS NO_SETTINGS UNUSED " cmd=Q_SYNC type=GRPQUOTA id=0 quota_fmt=QFMT_NOT_USED");
	CASE((SYS_quotactl, QCMD(Q_QUOTAOFF, USRQUOTA), "/none", 3, NULL), "res=! special=/none quotafilepath=(null)" NO_LIMITS NO_SETTINGS UNUSED " cmd=Q_QUOTAOFF type=USRQUOTA id=0 quota_fmt=QFMT_NOT_USED");
	CASE((SYS_quotactl, QCMD(Q_QUOTAON, GRPQUOTA), "/none", QFMT_VFS_OLD, "/file"), "res=! special=/none quotafilepath=/file" NO_LIMITS NO_SETTINGS UNUSED " cmd=Q_QUOTAON type=GRPQUOTA id=0 quota_fmt=QFMT_VFS_OLD");
	CASE((SYS_quotactl, QCMD(Q_QUOTAON, USRQUOTA), NULL, QFMT_VFS_V0, NULL), "res=! special=(null) quotafilepath=(null)" NO_LIMITS NO_SETTINGS UNUSED " cmd=Q_QUOTAON type=USRQUOTA id=0 quota_fmt=QFMT_VFS_V0");
	CASE((SYS_quotactl, QCMD(Q_GETQUOTA, USRQUOTA), "/none", 1000, &quota), "res=! special=/none quotafilepath=(null)"
	     " dqb_bhardlimit=0 dqb_bsoftlimit=0 dqb_curspace=5 dqb_ihardlimit=0 dqb_isoftlimit=0 dqb_btime=6 dqb_itime=0" NO_SETTINGS UNUSED " cmd=Q_GETQUOTA type=USRQUOTA id=1000 quota_fmt=QFMT_NOT_USED");
	CASE((SYS_quotactl, QCMD(Q_GETINFO, GRPQUOTA), "/none", 1000, &info), "res=! special=/none quotafilepath=(null)" NO_LIMITS
	     " dqi_bgrace=0 dqi_igrace=3 dqi_flags=0" UNUSED " cmd=Q_GETINFO type=GRPQUOTA id=0 quota_fmt=QFMT_NOT_USED");
	CASE((SYS_quotactl, QCMD(Q_GETFMT, USRQUOTA), "/none", 0, &(int){ QFMT_VFS_V1 }), "res=! special=/none quotafilepath=(null)" NO_LIMITS NO_SETTINGS
	     " quota_fmt_out=QFMT_VFS_V1 cmd=Q_GETFMT type=USRQUOTA id=0 quota_fmt=QFMT_NOT_USED");
}

static void code(void)
{
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 2 };
	struct bpf_insn returns[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K }, { .code = BPF_JMP | BPF_EXIT } };
	union bpf_attr program = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 2, .insns = (unsigned long)returns, .license = (unsigned long)"GPL" };
	unsigned key = 1;
	unsigned long value = 5;

	long made = CASE((SYS_bpf, BPF_MAP_CREATE, &map, sizeof(map)), "fd=@ cmd=BPF_MAP_CREATE");
	union bpf_attr element = { .map_fd = made, .key = (unsigned long)&key, .value = (unsigned long)&value };
	CASE((SYS_bpf, BPF_MAP_UPDATE_ELEM, &element, sizeof(element)), "fd=0 cmd=BPF_MAP_UPDATE_ELEM");
	CASE((SYS_bpf, BPF_MAP_LOOKUP_ELEM, &element, sizeof(element)), "fd=0 cmd=BPF_MAP_LOOKUP_ELEM");
	CASE((SYS_bpf, BPF_MAP_DELETE_ELEM, &element, sizeof(element)), "fd=-EINVAL cmd=BPF_MAP_DELETE_ELEM");
	CASE((SYS_bpf, BPF_PROG_LOAD, &program, sizeof(program)), "fd=@ cmd=BPF_PROG_LOAD");
	returns[1].code = 0xff;
	CASE((SYS_bpf, BPF_PROG_LOAD, &program, sizeof(program)), "fd=-EINVAL cmd=BPF_PROG_LOAD");
	CASE((SYS_bpf, BPF_OBJ_GET, &(union bpf_attr){ .pathname = (unsigned long)"/none" }, sizeof(program)), "fd=-ENOENT cmd=BPF_OBJ_GET");
	CASE((SYS_bpf, BPF_MAP_CREATE, NULL, 8), "fd=-EFAULT cmd=BPF_MAP_CREATE");
	CASE((SYS_bpf, BPF_MAP_CREATE, &map, 1 << 20), "fd=-E2BIG cmd=BPF_MAP_CREATE");

	CASE((SYS_init_module, "\x7f" "ELF no more", 12, "a=1 b=2"), "res=! img=hex:%s length=12 uargs=a=1 b=2", hex("\x7f" "ELF no more", 12));
	CASE((SYS_init_module, NULL, 0, ""), "res=! img= length=0 uargs=");
	CASE((SYS_init_module, NULL, 64, NULL), "res=! img= length=64 uargs=(null)");
	CASE((SYS_finit_module, CLOSED, "x=1", 0), "res=! fd=999 uargs=x=1 flags=0");
	CASE((SYS_finit_module, STDIN_FILENO, NULL, 7), "res=! fd=0 uargs=(null) flags=MODULE_INIT_IGNORE_MODVERSIONS|MODULE_INIT_IGNORE_VERMAGIC|MODULE_INIT_COMPRESSED_FILE");
	CASE((SYS_finit_module, STDIN_FILENO, "", 0x100), "res=! fd=0 uargs= flags=0");
	CASE((SYS_delete_module, "", O_NONBLOCK), "res=! name= flags=O_NONBLOCK");
	CASE((SYS_delete_module, NULL, O_TRUNC), "res=! name=(null) flags=O_TRUNC");
	CASE((SYS_delete_module, "saker_no_such_module", 0), "res=! name=saker_no_such_module flags=0");
}

int main(int argc, char **argv)
{
	work_in(argv[1]);
	in_child(namespaces);
	in_child(mounts);
	in_child(file_systems);
	in_child(quotas);
	in_child(code);
	return 0;
}
