using Saker.Sensor.Configuration;

namespace Saker.Sensor.Tests;

public sealed class ConfigFilesTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("saker-config");

    [Fact]
    public void Lists_are_joined_and_all_else_is_replaced_at_the_top()
    {
        Write("a.yaml", "rules_files: [b]\nengine: {kind: nodriver}\npriority: error\n");
        var tree = Load("config_files: [$]\nrules_files: [a]\nengine: {kind: replay, replay: {capture_file: x}}\n".Replace("$", At("a.yaml")));

        tree.Texts("rules_files").Should().Equal("a", "b");
        tree.Text("engine.kind").Should().Be("nodriver");
        tree.Has("engine.replay").Should().BeFalse();
        tree.Text("priority").Should().Be("error");
    }

    [Theory]
    [InlineData("append", "a b", "info")]
    [InlineData("override", "b", "info")]
    [InlineData("add-only", "a", "error")]
    public void A_strategy_says_how(string strategy, string files, string priority)
    {
        Write("more.yaml", "rules_files: [b]\npriority: info\nstdout_output: {enabled: false}\n");
        var tree = Load($"config_files:\n  - path: {At("more.yaml")}\n    strategy: {strategy}\nrules_files: [a]\npriority: error\n");

        tree.Texts("rules_files").Should().Equal(files.Split(' '));
        tree.Text("priority").Should().Be(priority);
        tree.Bool("stdout_output.enabled", true).Should().BeFalse();
    }

    [Fact]
    public void All_files_of_a_directory_are_taken_in_order_and_missing_paths_are_passed_over()
    {
        Directory.CreateDirectory(At("config.d"));
        Write("config.d/20", "priority: error\nload_plugins: [y]\n");
        Write("config.d/10.yaml", "priority: debug\nload_plugins: [x]\n");
        var tree = Load($"config_files: [{At("none.yaml")}, {At("config.d")}]\n");

        tree.Text("priority").Should().Be("error");
        tree.Texts("load_plugins").Should().Equal("x", "y");
        tree.IsComplete.Should().BeFalse();
    }

    [Fact]
    public void Overrides_choose_files_first_and_change_the_whole_last()
    {
        Write("a.yaml", "priority: error\nrules_files: [a]\n");
        var tree = Load("priority: info\n", $"config_files[]={At("a.yaml")}", "rules_files[]=b", "json_output=true");
        tree.Should().NotBeNull();
        tree.Text("priority").Should().Be("error");
        tree.Texts("rules_files").Should().Equal("a", "b");
    }

    [Fact]
    public void What_is_wrong_is_told_with_the_file_it_is_in()
    {
        Write("a.yaml", "\nrules:\n  - enable: {}\nengine:\n  kind: none\n");
        var tree = Load($"config_files: [{At("a.yaml")}]\nrules:\n  - enable: {{rule: x}}\n");

        tree.Invoking(t => t.Choice("engine.kind", "kmod", "kmod")).Should().Throw<ConfigException>().WithMessage($"{At("a.yaml")}:5:9: engine.kind: *");
        var entries = tree.Maps("rules");
        entries[0].Error("enable", "x").Message.Should().StartWith($"{At("main.yaml")}:3:");
        entries[1].Error("enable", "x").Message.Should().StartWith($"{At("a.yaml")}:3:");
    }

    [Fact]
    public void Further_files_of_further_files_the_main_file_itself_and_unknown_strategies_are_refused()
    {
        Write("a.yaml", "priority: error\nconfig_files: [b]\n");
        Loading($"config_files: [{At("a.yaml")}]\n").Should().Throw<ConfigException>().WithMessage($"{At("a.yaml")}:2:1: config_files may only be in the main file*");
        Loading($"config_files: [{At("main.yaml")}]\n").Should().Throw<ConfigException>().WithMessage($"{At("main.yaml")}:1:*this file itself*");
        Loading($"config_files: [{{path: {At("a.yaml")}, strategy: mix}}]\n").Should().Throw<ConfigException>().WithMessage("*expected strategy append, override or add-only, not 'mix'");
        Loading("config_files: [[a]]\n").Should().Throw<ConfigException>().WithMessage("*:1:16: config_files: expected a path*");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("load_plugins: [container]\n", true)]
    [InlineData("load_plugins: [json]\n", false)]
    [InlineData("load_plugins: []\n", false)]
    [InlineData("load_plugins: []\nconfig_files: [/no/such/directory]\n", true)]
    public void Fields_about_containers_exist_unless_their_plugin_is_left_out(string yaml, bool exist) =>
        SensorOptions.From(Load(yaml), [], []).Containers.Should().Be(exist);

    public void Dispose() => directory.Delete(recursive: true);

    private string At(string name) => Path.Combine(directory.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private Func<ConfigTree> Loading(string main) => () => Load(main);

    private ConfigTree Load(string main, params string[] overrides)
    {
        Write("main.yaml", main);
        return ConfigTree.Load(At("main.yaml"), overrides);
    }
}
