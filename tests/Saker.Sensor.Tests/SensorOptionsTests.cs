using Saker.Sensor.Configuration;

namespace Saker.Sensor.Tests;

public class SensorOptionsTests
{
    [Theory]
    [InlineData("", 262144, 300, 300)]
    [InlineData("thread_table_size=100", 100, 300, 300)]
    [InlineData("thread_table_size=0", 262144, 300, 300)]
    [InlineData("thread_table_size=4294967295", int.MaxValue, 300, 300)]
    [InlineData("thread_table_auto_purging_interval_s=60", 262144, 60, 300)]
    [InlineData("thread_table_auto_purging_thread_timeout_s=0", 262144, 300, 0)]
    public void The_thread_table_is_as_large_and_as_tidy_as_asked_for(string option, int size, int interval, int timeout)
    {
        var tree = ConfigTree.Load(null, option.Length > 0 ? ["falco_libs." + option] : []);
        var options = SensorOptions.From(tree, [], []);
        options.ThreadTableSize.Should().Be(size);
        options.ThreadPurgeInterval.Should().Be(TimeSpan.FromSeconds(interval));
        options.ThreadTimeout.Should().Be(TimeSpan.FromSeconds(timeout));
    }
}
