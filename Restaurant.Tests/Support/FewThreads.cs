using Restaurant.Tests.Projections;

namespace Restaurant.Tests.Support;

/// <summary>
/// The thread pool with as few threads as it begins with by itself. Each thread that serves a request keeps buffers of its own: with many of them, what a
/// process keeps grows until each has had its turn.
/// </summary>
internal sealed class FewThreads : IDisposable
{
    private const int Few = 12;

    private readonly (int Workers, int Io) _before;

    private FewThreads((int, int) before) => _before = before;

    /// <summary>Waits until those that are idle have gone, which takes them 20 s.</summary>
    public static async Task<FewThreads> GetAsync()
    {
        ThreadPool.GetMinThreads(out var workers, out var io);
        ThreadPool.SetMinThreads(Environment.ProcessorCount, io);
        await Eventually.HoldsAsync(() => Task.FromResult(ThreadPool.ThreadCount <= Few), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        return new FewThreads((workers, io));
    }

    public void Dispose() => ThreadPool.SetMinThreads(_before.Workers, _before.Io);
}
