using System.Globalization;
using System.Text;
using Saker.Events;
using Saker.Events.Captures;
using Saker.State;

namespace Saker.Fields.Tests;

/// <summary>
/// Captures that somebody damaged, by accident or on purpose: whatever they hold, they are read as far as they are sound, and every
/// field can be asked. <c>SAKER_FUZZ_SECONDS</c> makes the search longer, <c>SAKER_FUZZ_SEED</c> repeats another one. Nothing runs beside it,
/// so that all memory that is missing in the end is its own.
/// </summary>
[Collection(nameof(HostileCaptureTests))]
[CollectionDefinition(nameof(HostileCaptureTests), DisableParallelization = true)]
public sealed class HostileCaptureTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("saker-hostile-").FullName;
    private readonly FieldCatalog catalog = new(new FieldOptions { HostName = "here" });
    private readonly List<Field> fields = [];

    public HostileCaptureTests()
    {
        foreach (var info in catalog.Fields)
        {
            string? argument = info.Argument == FieldArgument.None ? null : "1";
            if ((catalog.Bind(info.Name, argument, out _) ?? catalog.Bind(info.Name, null, out _)) is { } field)
                fields.Add(field);
        }
    }

    [Fact]
    public void Damage_anywhere_is_refused_or_read_as_far_as_it_is_sound()
    {
        double seconds = double.Parse(Environment.GetEnvironmentVariable("SAKER_FUZZ_SECONDS") ?? "3", CultureInfo.InvariantCulture);
        var random = new Random(int.Parse(Environment.GetEnvironmentVariable("SAKER_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture));
        byte[][] seeds = [Written(random), .. Outside()];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int rounds = 0;
        string path = Path.Combine(directory, "capture");
        for (; clock.Elapsed.TotalSeconds < seconds || rounds < 20; rounds++)
        {
            byte[] bytes = Damage(seeds[random.Next(seeds.Length)], random);
            File.WriteAllBytes(path, bytes);
            try
            {
                Replay(path);
            }
            catch (CaptureException e)
            {
                e.Message.Should().Contain(path);
            }
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(256L * 1024 * 1024, $"after {rounds} rounds");
    }

    [Fact]
    public void A_cut_at_any_place_loses_only_what_is_behind_it()
    {
        byte[] whole = Written(new Random(1));
        string path = Path.Combine(directory, "cut");
        int last = 0;
        for (int length = 100; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(path, whole[..length]);
            int events = Replay(path);
            events.Should().BeGreaterThanOrEqualTo(last);
            last = events;
        }

        last.Should().BeGreaterThan(100);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static IEnumerable<byte[]> Outside() => Environment.GetEnvironmentVariable("SAKER_CAPTURES") is { } folder
        ? Directory.GetFiles(folder, "*.scap", SearchOption.AllDirectories).Select(Unpacked)
        : [];

    private static byte[] Unpacked(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is not [0x1f, 0x8b, ..])
            return bytes;
        using var unpacked = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress))
            gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    /// <summary>A capture with a small machine and an event of every type, each parameter plausible or random.</summary>
    private unsafe byte[] Written(Random random)
    {
        string path = Path.Combine(directory, "seed");
        using (var writer = CaptureWriter.Create(path, "Saker test"))
        {
            writer.Write(new CapturedMachine(2, 1 << 30, "m", 1_700_000_000_000_000_000));
            writer.Write(Enumerable.Range(1, 5).Select(i => new CapturedThread
            {
                Tid = i,
                Pid = i == 5 ? 4 : i,
                ParentTid = i - 1,
                Comm = [.. "task"u8],
                Exe = [.. "task"u8],
                Arguments = [.. "-a\0-b\0"u8],
                Cwd = [.. "/tmp"u8],
                Cgroups = Encoding.UTF8.GetBytes($"cpu=/docker/{new string('a', 64)}\0"),
                FdLimit = 1024,
                Flags = 0,
                Uid = 0,
                Gid = 0,
            }));
            writer.Write(2, [new CapturedDescriptor(3, DescriptorType.File, 1, [.. "/etc/passwd"u8], [], 0, [], 0, 0, 1, 5, 0, 0)]);
            var view = new Event();
            byte[] room = GC.AllocateArray<byte>(65536, pinned: true);
            fixed (byte* bytes = room)
            {
                for (int round = 0; round < 3; round++)
                {
                    foreach (var info in EventSchema.Events)
                    {
                        if (view.AttachBare(bytes, EventOf(info, room, random), 0, 1))
                            writer.Write(view, stateOnly: false);
                    }
                }
            }
        }

        return Unpacked(path);
    }

    private static int EventOf(EventInfo info, byte[] room, Random random)
    {
        using var stream = new MemoryStream(room);
        using var writer = new BinaryWriter(stream);
        byte[][] values = [.. info.Params.Select(p => ValueOf(p.Type, random))];
        writer.Write(1_700_000_000_000_000_000UL + (ulong)random.Next());
        writer.Write((long)random.Next(1, 8));
        writer.Write(26 + values.Sum(v => v.Length + info.LengthSize));
        writer.Write((ushort)info.Code);
        writer.Write(values.Length);
        foreach (byte[] value in values)
        {
            if (info.LengthSize == 4)
                writer.Write(value.Length);
            else
                writer.Write((ushort)value.Length);
        }

        foreach (byte[] value in values)
            writer.Write(value);
        return (int)stream.Position;
    }

    private static byte[] ValueOf(ParamType type, Random random)
    {
        int size = type.FixedSize();
        if (size == 0 || random.Next(10) == 0)
        {
            byte[] any = new byte[random.Next(40)];
            random.NextBytes(any);
            if (any.Length > 0 && random.Next(2) == 0)
                any[0] = (byte)random.Next(12);
            return any;
        }

        byte[] number = new byte[size];
        number[0] = (byte)random.Next(8);
        if (random.Next(4) == 0)
            number.AsSpan().Fill(0xff);
        return number;
    }

    private static byte[] Damage(byte[] seed, Random random)
    {
        byte[] bytes = [.. seed];
        for (int i = random.Next(1, 20); i > 0; i--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    BitConverter.GetBytes(random.Next(2) == 0 ? random.Next() : random.Next(-4, 64)).AsSpan(0, Math.Min(4, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                    break;
                case 3 when random.Next(8) == 0:
                    bytes = bytes[..at];
                    break;
                default:
                    int length = Math.Min(random.Next(64), bytes.Length - at);
                    bytes.AsSpan(random.Next(bytes.Length - length), length).CopyTo(bytes.AsSpan(at));
                    break;
            }

            if (bytes.Length == 0)
                break;
        }

        return bytes;
    }

    /// <summary>Replays a file and asks every field about every event.</summary>
    private int Replay(string path)
    {
        using var machine = new MachineState(new MachineOptions { Live = false, HostRoot = "/nonexistent", TaskCapacity = 4096 });
        using var reader = CaptureReader.Open(path);
        var replay = new Asking(machine, fields);
        reader.Read(replay);
        return replay.Events;
    }

    private sealed class Asking(MachineState machine, List<Field> fields) : CaptureReplay(machine)
    {
        private readonly MachineState machine = machine;
        private readonly EventContext context = new() { Event = new Event() };

        public int Events { get; private set; }

        public override Event Current => context.Event;

        protected override bool Take(bool forRules)
        {
            machine.Update(context);
            if (forRules && Events++ < 3000)
            {
                foreach (var field in fields)
                    Ask(field);
            }

            machine.Finish(context);
            return true;
        }

        private void Ask(Field field)
        {
            for (int i = 0; i < 3; i++)
            {
                bool more = field switch
                {
                    StringField text => text.Get(context, i, out _),
                    NumberField number => number.Get(context, i, out _),
                    AddressField address => address.Get(context, i, out _),
                    _ => false,
                };
                if (!more)
                    break;
            }
        }
    }
}
