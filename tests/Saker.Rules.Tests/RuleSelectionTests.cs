namespace Saker.Rules.Tests;

public class RuleSelectionTests
{
    [Fact]
    public void The_last_selection_wins()
    {
        var rules = Load.Yaml(Load.Rule("evt.type = openat", "Shell in container", "  tags: [shell]\n")).Rules.Rules;
        var selection = new RuleSelection();
        selection.Includes(rules[0]).Should().BeTrue();
        selection.SelectByName("*", enable: false);
        selection.Includes(rules[0]).Should().BeFalse();
        selection.SelectByTag("shell", enable: true);
        selection.Includes(rules[0]).Should().BeTrue();
        new RuleSelection { MinimumPriority = Priority.Error }.Includes(rules[0]).Should().BeFalse();
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("Shell*", "Shell in container", true)]
    [InlineData("*in*", "Shell in container", true)]
    [InlineData("shell*", "Shell in container", false)]
    [InlineData("Shell", "Shell in container", false)]
    [InlineData("Sh?ll*", "Shell in container", false)]
    [InlineData("*r*r*", "container", false)]
    [InlineData("", "", true)]
    public void A_star_stands_for_any_text(string pattern, string name, bool expected) =>
        RuleSelection.Matches(pattern, name).Should().Be(expected);
}
