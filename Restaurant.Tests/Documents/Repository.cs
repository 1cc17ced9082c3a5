namespace Restaurant.Tests.Documents;

/// <summary>The files that the tests are built from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    private static string FindRoot(DirectoryInfo directory) =>
        File.Exists(Path.Combine(directory.FullName, "Restaurant.sln")) ? directory.FullName
        : directory.Parent is { } parent ? FindRoot(parent)
        : throw new DirectoryNotFoundException("The tests do not run inside the repository.");
}
