namespace Saker.Forwarder.Tests;

/// <summary>What senders are answered.</summary>
public sealed class InputTests
{
    [Theory]
    [InlineData("GET", "/ping", "", 200, "pong\n")]
    [InlineData("GET", "/healthz", "", 200, "{\"status\": \"ok\"}")]
    [InlineData("GET", "/", "", 400, "Please send with post http method\n")]
    [InlineData("POST", "/", "", 400, "Please send a valid request body\n")]
    [InlineData("POST", "/", "[]", 400, "Please send a valid request body\n")]
    [InlineData("POST", "/", "{\"rule\":1}", 400, "Please send a valid request body\n")]
    [InlineData("POST", "/", "{\"rule\":\"r\",\"priority\":\"Unheard\",\"time\":\"2024-01-01T00:00:00Z\",\"output_fields\":{\"a\":1}}", 400, "Please send a valid request body\n")]
    [InlineData("POST", "/", "{\"rule\":\"r\",\"priority\":\"debug\",\"time\":\"yesterday\",\"output_fields\":{\"a\":1}}", 400, "Please send a valid request body\n")]
    [InlineData("POST", "/", "{\"rule\":\"r\",\"priority\":\"debug\",\"time\":\"2024-01-01T00:00:00Z\",\"output_fields\":{}}", 400, "Please send a valid request body\n")]
    [InlineData("POST", "/", "{\"rule\":\"r\",\"priority\":\"debug\",\"time\":\"2024-01-01T00:00:00Z\",\"output_fields\":{\"a\":1}}", 200, "")]
    [InlineData("POST", "/any/path", "{\"RULE\":\"r\",\"priority\":\"debug\",\"time\":\"2024-01-01T00:00:00Z\",\"output_fields\":{\"a\":1}} more", 200, "")]
    [InlineData("POST", "/test", "", 200, "")]
    public async Task Requests_are_answered_as_Falcosidekick_does(string method, string path, string body, int status, string answer)
    {
        await using var bench = await Bench.StartAsync();
        using var response = method == "GET" ? await bench.GetAsync(path) : await bench.PostAsync(body, path);
        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(answer);
    }

    [Fact]
    public async Task What_comes_in_is_counted_under_the_names_of_Falcosidekick()
    {
        await using var bench = await Bench.StartAsync(("CUSTOMFIELDS", "team:blue"), ("PROMETHEUS_EXTRALABELS", "proc.name"));
        await bench.PostAsync(Bench.Alert());
        await bench.PostAsync("nothing");
        (await bench.MetricsAsync()).Should()
            .Contain("falcosecurity_falcosidekick_inputs_total{source=\"requests\",status=\"accepted\"} 1")
            .And.Contain("falcosecurity_falcosidekick_inputs_total{source=\"requests\",status=\"rejected\"} 1")
            .And.Contain("falcosecurity_falcosidekick_falco_events_total{hostname=\"host-1\",rule=\"Terminal shell\",priority=\"4\"," +
                "priority_raw=\"warning\",source=\"syscall\",k8s_ns_name=\"\",k8s_pod_name=\"\",team=\"blue\",proc_name=\"bash\"} 1");
    }

    [Fact]
    public async Task A_test_reaches_outputs_that_want_graver_alerts()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("WEBHOOK_MINIMUMPRIORITY", "critical"));
        await bench.PostAsync("", "/test");
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => "no test came");
        fake.Requests.Single().Body.Should().Contain("\"rule\":\"Test rule\"").And.Contain("\"source\":\"internal\"");
    }
}
