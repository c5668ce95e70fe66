using System.Runtime.InteropServices;

namespace Saker.Kernel;

/// <summary>The part of libbpf that loads the probe.</summary>
internal static unsafe partial class LibBpf
{
    public const int MapTypeRingBuffer = 27;
    public const int MapTypeProgramArray = 3;
    public const int ProgramTypeSocketFilter = 1;
    public const int ProgramTypeTracing = 26;
    public const int AttachTypeFunctionExit = 25;

    private const string Library = "libbpf.so.1";

    [LibraryImport(Library, EntryPoint = "libbpf_set_print")]
    public static partial nint SetPrint(delegate* unmanaged<int, byte*, nint, int> print);

    [LibraryImport(Library, EntryPoint = "libbpf_num_possible_cpus")]
    public static partial int PossibleCpus();

    [LibraryImport(Library, EntryPoint = "bpf_object__open_mem", SetLastError = true)]
    public static partial nint OpenObject(byte* bytes, nuint size, void* options);

    [LibraryImport(Library, EntryPoint = "bpf_object__load")]
    public static partial int LoadObject(nint obj);

    [LibraryImport(Library, EntryPoint = "bpf_object__close")]
    public static partial void CloseObject(nint obj);

    [LibraryImport(Library, EntryPoint = "bpf_object__find_map_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindMap(nint obj, string name);

    [LibraryImport(Library, EntryPoint = "bpf_object__next_program")]
    public static partial nint NextProgram(nint obj, nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__name")]
    public static partial byte* ProgramName(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__set_autoload")]
    public static partial int SetAutoload(nint program, [MarshalAs(UnmanagedType.U1)] bool load);

    [LibraryImport(Library, EntryPoint = "bpf_program__set_attach_target", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAttachTarget(nint program, int otherProgram, string hook);

    [LibraryImport(Library, EntryPoint = "bpf_program__set_type")]
    public static partial int SetType(nint program, int type);

    [LibraryImport(Library, EntryPoint = "bpf_program__set_expected_attach_type")]
    public static partial int SetExpectedAttachType(nint program, int type);

    [LibraryImport(Library, EntryPoint = "bpf_program__fd")]
    public static partial int ProgramDescriptor(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__attach", SetLastError = true)]
    public static partial nint Attach(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__attach_iter", SetLastError = true)]
    public static partial nint AttachIterator(nint program, void* options);

    [LibraryImport(Library, EntryPoint = "bpf_iter_create", SetLastError = true)]
    public static partial int CreateIterator(int link);

    [LibraryImport(Library, EntryPoint = "bpf_link__fd")]
    public static partial int LinkDescriptor(nint link);

    [LibraryImport(Library, EntryPoint = "bpf_link__destroy")]
    public static partial void DestroyLink(nint link);

    [LibraryImport(Library, EntryPoint = "bpf_object__next_map")]
    public static partial nint NextMap(nint obj, nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__name")]
    public static partial byte* MapName(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__reuse_fd")]
    public static partial int ReuseMap(nint map, int descriptor);

    [LibraryImport(Library, EntryPoint = "bpf_map__fd")]
    public static partial int MapDescriptor(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__set_max_entries")]
    public static partial int SetMaxEntries(nint map, uint count);

    [LibraryImport(Library, EntryPoint = "bpf_map__initial_value")]
    public static partial void* InitialValue(nint map, nuint* size);

    [LibraryImport(Library, EntryPoint = "bpf_map_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateMap(int type, string name, uint keySize, uint valueSize, uint maxEntries, void* options);

    [LibraryImport(Library, EntryPoint = "bpf_map_update_elem", SetLastError = true)]
    public static partial int UpdateElement(int map, void* key, void* value, ulong flags);

    [LibraryImport(Library, EntryPoint = "bpf_prog_load", SetLastError = true)]
    public static partial int LoadProgram(int type, byte* name, byte* license, void* instructions, nuint count, LoadOptions* options);

    [LibraryImport(Library, EntryPoint = "bpf_raw_tracepoint_open", SetLastError = true)]
    public static partial int OpenRawTracepoint(byte* name, int program);

    [LibraryImport(Library, EntryPoint = "btf__load_vmlinux_btf")]
    public static partial nint LoadKernelTypes();

    [LibraryImport(Library, EntryPoint = "btf__type_cnt")]
    [SuppressGCTransition]
    public static partial uint CountTypes(nint types);

    [LibraryImport(Library, EntryPoint = "btf__type_by_id")]
    [SuppressGCTransition]
    public static partial KernelType* TypeOf(nint types, uint id);

    [LibraryImport(Library, EntryPoint = "btf__name_by_offset")]
    [SuppressGCTransition]
    public static partial byte* NameAt(nint types, uint offset);

    [LibraryImport(Library, EntryPoint = "btf__free")]
    public static partial void FreeTypes(nint types);

    [LibraryImport(Library, EntryPoint = "bpf_prog_get_fd_by_id", SetLastError = true)]
    public static partial int OpenProgram(uint id);

    [LibraryImport(Library, EntryPoint = "bpf_obj_get_info_by_fd", SetLastError = true)]
    public static partial int ObjectInfo(int descriptor, void* info, uint* size);

    [LibraryImport(Library, EntryPoint = "bpf_map_lookup_elem", SetLastError = true)]
    public static partial int LookUpElement(int map, void* key, void* value);

    /// <summary>The beginning of <c>bpf_object_open_opts</c>, which says itself how much of it there is.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenOptions
    {
        public nuint Size;
        public byte* Name;
        public ulong RelaxedMaps;
        public byte* PinPath;
        public ulong Unused;
        public byte* KernelConfiguration;
        public byte* TypesPath;
    }

    /// <summary>The beginning of <c>bpf_prog_load_opts</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LoadOptions
    {
        public nuint Size;
        public int Attempts;
        public int ExpectedAttachType;
        public int TypesDescriptor;
        public uint Flags;
        public uint Interface;
        public uint KernelVersion;
        public uint AttachType;
        public int AttachProgram;
        public int AttachTypesDescriptor;
    }

    /// <summary><c>struct btf_type</c>: kind in the bits of <see cref="Info"/> from 24 on.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct KernelType
    {
        public uint Name;
        public uint Info;
        public uint Type;
    }

    [LibraryImport(Library, EntryPoint = "bpf_map_get_next_key", SetLastError = true)]
    public static partial int NextKey(int map, void* key, void* next);
}
