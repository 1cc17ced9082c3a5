namespace Restaurant.Tests.Cluster;

/// <summary>Stands before the nodes: asks each once a second whether it is ready, and names those that are in turn.</summary>
internal sealed class Balancer(IReadOnlyList<ClusterNode> nodes) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ended = new();
    private readonly State[] _states = [.. nodes.Select(_ => State.Ready)];

    private enum State
    {
        Away,
        Answers,
        Ready,
    }

    public void Start()
    {
        for (var place = 0; place < nodes.Count; place++)
        {
            _ = WatchAsync(place);
        }
    }

    /// <summary>The place of the node that is next in turn and ready; when none is, that of one that at least says so.</summary>
    public int After(int place) => Enumerable.Range(place + 1, nodes.Count).Select(next => next % nodes.Count).MaxBy(next => _states[next]);

    public void Dispose() => _ended.Cancel();

    private async Task WatchAsync(int place)
    {
        using var http = nodes[place].Connect(Interval);
        using var clock = new PeriodicTimer(Interval);
        while (!_ended.IsCancellationRequested)
        {
            _states[place] = await LookAsync(http);
            await clock.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static async Task<State> LookAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode ? State.Ready : State.Answers;
        }
        catch (Exception unanswered) when (unanswered is HttpRequestException or TaskCanceledException)
        {
            return State.Away;
        }
    }
}
