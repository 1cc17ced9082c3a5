using System.Text.RegularExpressions;

namespace Restaurant.Tests.Documents;

/// <summary>Pages that lead through the code lead to files that are there.</summary>
public partial class NamedFilesTests
{
    private static readonly string Root = Repository.Root;

    public static TheoryData<string> Pages =>
        [.. new[] { Root, Path.Combine(Root, "docs"), Path.Combine(Root, "docs", "adr") }
            .SelectMany(directory => Directory.GetFiles(directory, "*.md"))
            .Select(page => Path.GetRelativePath(Root, page))
            .Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_source_file_that_a_page_names_exists(string page)
    {
        var files = SourceFiles().ToList();

        var missing = NamedFile().Matches(File.ReadAllText(Path.Combine(Root, page)))
            .Select(match => match.Groups["file"].Value)
            .Where(name => !files.Exists(file => file.EndsWith("/" + name, StringComparison.Ordinal)));

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_of_a_page_leads_somewhere(string page)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Root, page))!;

        var dead = Link().Matches(File.ReadAllText(Path.Combine(Root, page)))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(directory, target)));

        Assert.Empty(dead);
    }

    private static IEnumerable<string> SourceFiles() =>
        Directory.GetDirectories(Root, "Restaurant.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories))
            .Select(file => "/" + Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal));

    [GeneratedRegex(@"`(?<file>[\w./-]+\.(cs|sql|conf))`")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
