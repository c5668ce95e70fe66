using System.Runtime.InteropServices;
using System.Text;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>
/// The Kafka cluster that librdkafka mimics for tests, whose brokers can go away and come back with what they hold:
/// https://github.com/confluentinc/librdkafka/blob/master/src/rdkafka_mock.h
/// </summary>
internal sealed partial class MockCluster : IDisposable
{
    private const string Library = "librdkafka";
    private const int Producer = 0;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, (name, _, _) => name == Library ? Load() : 0);

    private readonly nint client;
    private readonly nint cluster;
    private readonly int brokers;

    public MockCluster(int brokers)
    {
        this.brokers = brokers;
        byte[] error = new byte[512];
        client = New(Producer, NewConfiguration(), error, error.Length);
        if (client == 0)
            throw new InvalidOperationException(Encoding.UTF8.GetString(error).TrimEnd('\0'));
        cluster = NewCluster(client, brokers);
    }

    /// <summary>Their addresses.</summary>
    public string Brokers => Marshal.PtrToStringUTF8(Bootstraps(cluster))!;

    /// <summary>Breaks all connections, and takes no more.</summary>
    public void TakeDown() => ForEach(SetDown);

    /// <summary>Takes connections again.</summary>
    public void BringUp() => ForEach(SetUp);

    public void Dispose()
    {
        DestroyCluster(cluster);
        Destroy(client);
    }

    /// <summary>Loads the build of the library that suits the system: the first that finds what it needs.</summary>
    private static nint Load()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        nint library = 0;
        string[] builds = ["librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so"];
        return builds.Any(b => NativeLibrary.TryLoad(Path.Combine(folder, b), out library)) ? library : throw new DllNotFoundException($"no build of librdkafka in {folder} can be loaded");
    }

    private void ForEach(Func<nint, int, int> action)
    {
        for (int broker = 1; broker <= brokers; broker++)
            action(cluster, broker).Should().Be(0);
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfiguration();

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint configuration, [Out] byte[] error, nint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int SetDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int SetUp(nint cluster, int broker);
}
