namespace Saker.Kernel.Tests;

/// <summary>The start picture, taken now.</summary>
internal static class Picture
{
    public static List<Recorded> Take(ProbeFixture fixture)
    {
        var taker = new Taker([]);
        int count = fixture.Probe.ReadStartPicture(ref taker);
        taker.Records.Should().HaveCount(count);
        return taker.Records;
    }

    private readonly unsafe struct Taker(List<Recorded> records) : IRecordHandler
    {
        public List<Recorded> Records => records;

        public void Handle(byte* record, int size) => records.Add(new Recorded(new ReadOnlySpan<byte>(record, size)));

        public void Lost(in Loss loss)
        {
        }
    }
}
