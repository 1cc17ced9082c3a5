using System.Text.RegularExpressions;

namespace Restaurant.Tests.Documents;

/// <summary>The tutorial of <c>CONTRIBUTING.md</c> builds on the code as it is. That its steps work was tried by walking them.</summary>
public partial class TutorialTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));

    private static readonly IReadOnlyList<Type> TestClasses = [.. typeof(TutorialTests).Assembly.GetTypes().Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal))];

    public static TheoryData<string, string, string> Hunks
    {
        get
        {
            var hunks = new TheoryData<string, string, string>();
            foreach (var block in Diff().Matches(Page).Select(match => match.Groups["hunks"].Value))
            {
                foreach (var hunk in ("\n" + block).Split("\n@@ ", StringSplitOptions.RemoveEmptyEntries))
                {
                    var lines = hunk.TrimEnd('\n').Split('\n');
                    hunks.Add(lines[0], Without('+', lines.Skip(1)), Without('-', lines.Skip(1)));
                }
            }

            return hunks;
        }
    }

    [Theory]
    [MemberData(nameof(Hunks))]
    public void What_a_step_changes_stands_once_in_its_file_as_it_is_before_or_after_the_step(string file, string before, string after)
    {
        var text = "\n" + File.ReadAllText(Path.Combine(Repository.Root, file));

        Assert.NotEqual("\n", before);
        Assert.True(text.Split(before).Length == 2 || text.Split(after).Length == 2, before);
    }

    [Fact]
    public void Every_test_that_it_names_exists() => Assert.All(NamedTest().Matches(Page), name =>
    {
        var named = TestClasses.Where(type => type.Name == name.Groups["class"].Value).ToList();

        Assert.NotEmpty(named);
        Assert.True(!name.Groups["method"].Success || named.Exists(type => type.GetMethod(name.Groups["method"].Value) is not null), name.Value);
    });

    [Fact]
    public void Every_filter_finds_tests_unless_they_are_the_tutorials_own() => Assert.All(
        Filter().Matches(Page).SelectMany(match => match.Groups["terms"].Value.Split('|')).Select(term => term.Replace("FullyQualifiedName~", "", StringComparison.Ordinal)),
        term => Assert.True(
            TestClasses.Any(type => type.FullName!.Contains(term, StringComparison.Ordinal) || Array.Exists(type.GetMethods(), method => method.Name.Contains(term, StringComparison.Ordinal))) || Page.Contains($"class {term}", StringComparison.Ordinal), term));

    private static string Without(char mark, IEnumerable<string> lines) => "\n" + string.Concat(lines.Where(line => line[0] != mark).Select(line => line[1..] + "\n"));

    [GeneratedRegex("^(?<fence>```+)diff\n(?<hunks>.*?)^\\k<fence>$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Diff();

    [GeneratedRegex(@"`(?<class>\w+Tests)(\.(?!cs`)(?<method>\w+))?`")]
    private static partial Regex NamedTest();

    [GeneratedRegex("--filter \"?(?<terms>[\\w.~|]+)")]
    private static partial Regex Filter();
}
