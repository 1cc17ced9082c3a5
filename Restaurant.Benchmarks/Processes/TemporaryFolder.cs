namespace Restaurant.Benchmarks.Processes;

/// <summary>A folder that is empty at first, and gone with what it holds at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly CleanUp _end;

    public TemporaryFolder() => _end = new CleanUp(() => Directory.Delete(Path, recursive: true));

    public string Path { get; } = Directory.CreateTempSubdirectory("restaurant-benchmarks-").FullName;

    public void Dispose() => _end.Dispose();
}
