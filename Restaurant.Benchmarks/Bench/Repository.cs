namespace Restaurant.Benchmarks.Bench;

/// <summary>The clone that this program was built in.</summary>
internal static class Repository
{
    /// <exception cref="MeasuringException">The program lies outside of one.</exception>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Restaurant.sln")))
            {
                return folder.FullName;
            }
        }

        throw new MeasuringException("What is measured is the program of this repository; run it from within a clone, by dotnet run.");
    }
}
