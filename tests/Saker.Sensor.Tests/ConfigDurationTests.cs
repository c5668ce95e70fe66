using Saker.Sensor.Configuration;

namespace Saker.Sensor.Tests;

public class ConfigDurationTests
{
    [Theory]
    [InlineData("100ms", 100)]
    [InlineData("30s", 30_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m500ms", 60_500)]
    [InlineData("1d", 86_400_000)]
    [InlineData("2w1d", 15 * 86_400_000L)]
    [InlineData("1y", 365 * 86_400_000L)]
    public void Durations_are_numbers_with_units(string text, long milliseconds)
    {
        ConfigDuration.TryParse(text, out var duration).Should().BeTrue();
        duration.Should().Be(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("1 h")]
    [InlineData("30m1h")]
    [InlineData("1s1s")]
    [InlineData("-1s")]
    [InlineData("1.5h")]
    [InlineData("4000000000y")]
    public void Everything_else_is_none(string text) => ConfigDuration.TryParse(text, out _).Should().BeFalse();
}
