namespace Restaurant.Tests.Support;

/// <summary>A directory of one test, gone with it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("restaurant-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
