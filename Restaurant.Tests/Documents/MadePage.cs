namespace Restaurant.Tests.Documents;

/// <summary>Pages of the repository that are made by the program, or in part: a test holds each against what it should be.</summary>
internal static class MadePage
{
    private const string Renew = "RENEW_PAGES";

    /// <summary>Whether pages are being written anew, so that nothing can be held against them.</summary>
    public static bool IsRenewing { get; } = Environment.GetEnvironmentVariable(Renew) is not null;

    /// <summary>Fails when the page is not what it should be; writes it anew before, when it is asked to by <c>RENEW_PAGES=1</c>.</summary>
    /// <param name="test">The test that makes it, which the failure names.</param>
    public static void IsUpToDate(string path, string expected, string test)
    {
        if (IsRenewing)
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(
            File.ReadAllText(path) == expected,
            $"{Path.GetRelativePath(Repository.Root, path)} is out of date. {Renew}=1 dotnet test Restaurant.Tests --filter {test} writes it anew.");
    }
}
