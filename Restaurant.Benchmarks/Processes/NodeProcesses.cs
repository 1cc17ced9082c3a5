using Restaurant.Benchmarks.Wire;

namespace Restaurant.Benchmarks.Processes;

/// <summary>Nodes with all roles, each in a process of its own.</summary>
internal static class NodeProcesses
{
    private static readonly ReadOnlyMemory<byte> WhetherReady = WireRequest.Get("/health/ready");

    /// <param name="folder">Where its data lie.</param>
    public static IReadOnlyList<(string Key, string Value)> OnSqlite(TemporaryFolder folder) => [("Restaurant:DataDirectory", folder.Path)];

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <inheritdoc cref="ServerProcess.AnsweredAsync"/>
    public static async Task<ServerProcess> ServeAsync(PublishedProgram program, IReadOnlyList<(string Key, string Value)> settings)
    {
        var node = ServerProcess.Start(program, settings);
        try
        {
            await node.AnsweredAsync(200, WhetherReady);
            return node;
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }
}
