using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Support.OrderingClient;

namespace Restaurant.Tests.Cluster;

/// <summary>
/// Clients who order on a cluster by way of a balancer. Each repeats a command, with its key, until it is acknowledged, at another node each time: the one
/// that it asked is away, does not answer or answers that it cannot.
/// </summary>
internal sealed class Load : IDisposable
{
    /// <summary>What became of a request that was not taken.</summary>
    public const string Refused = "refused";

    /// <summary>What became of a request that was answered by 503 with Retry-After.</summary>
    public const string Unavailable = "503";

    private const string Done = "done";
    private const string Before = "before";

    /// <summary>How long a client waits for an answer before it asks another node.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<ClusterNode> _nodes;
    private readonly IReadOnlyList<HttpClient> _doors;
    private readonly Balancer _balancer;
    private readonly CancellationTokenSource _enough = new();
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly ConcurrentQueue<Wait> _waits = new();
    private readonly int[] _served;
    private IReadOnlyList<Task> _clients = [];
    private volatile string _phase = Before;

    public Load(IReadOnlyList<ClusterNode> nodes, int clients = 6) =>
        (_nodes, _doors, _balancer, _served) = (nodes, [.. nodes.Select(node => node.Connect(Patience))], new Balancer(nodes), new int[clients]);

    /// <summary>The longest time from a client's first request with a command to its acknowledgement.</summary>
    public TimeSpan Longest => Since.Max(wait => wait.Took);

    /// <inheritdoc cref="Longest"/>
    public TimeSpan LongestIn(string phase) => _waits.Where(wait => wait.Phase == phase).Max(wait => wait.Took);

    /// <summary>What became of the requests that did not lead to an acknowledgement.</summary>
    public IEnumerable<string> Undone => Since.SelectMany(wait => wait.Attempts).Select(attempt => attempt.End).Where(end => end != Done);

    // Nodes that have just started are slow, whatever happens to them then.
    private IEnumerable<Wait> Since => _waits.Where(wait => wait.Phase != Before);

    /// <summary>The clients begin to order.</summary>
    public void Start()
    {
        _balancer.Start();
        _clients = [.. Enumerable.Range(0, _served.Length).Select(OrderAsync)];
    }

    /// <summary>What happens from now on; waits are told apart by the phase that they end in.</summary>
    public void Begin(string phase) => _phase = phase;

    /// <summary>Each client is served again and again.</summary>
    public async Task GoesOnAsync()
    {
        var before = _served.ToArray();
        await Eventually.HoldsAsync(
            async () =>
            {
                // One that has got an answer that it must not get has ended.
                await Task.WhenAll(_clients.Where(client => client.IsCompleted));
                return _served.Zip(before, (now, then) => now > then + 5).All(served => served);
            },
            TimeSpan.FromSeconds(60),
            Pause);
    }

    /// <summary>Sends the client's next command until it is acknowledged.</summary>
    /// <param name="at">The place of the node that is asked first.</param>
    /// <returns>The place of the node that has acknowledged it.</returns>
    public async Task<int> SendAsync(OrderingClient client, int at)
    {
        var (began, attempts) = (Stopwatch.GetTimestamp(), new List<Attempt>());
        while (true)
        {
            if (await TryAsync(client, at, attempts) is { } acknowledged)
            {
                _waits.Enqueue(new Wait(_phase, Stopwatch.GetElapsedTime(began), acknowledged.Command.Path, TimeProvider.System.GetUtcNow(), attempts));
                _acknowledged.Enqueue(acknowledged);
                return at;
            }

            at = _balancer.After(at);
            await Task.Delay(Pause);
        }
    }

    /// <summary>The clients end when they have their acknowledgements.</summary>
    /// <returns>All of these.</returns>
    public async Task<IReadOnlyCollection<Acknowledged>> EndAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_clients);
        return _acknowledged;
    }

    public void Dispose()
    {
        _enough.Cancel();
        _balancer.Dispose();
        foreach (var door in _doors)
        {
            door.Dispose();
        }

        _enough.Dispose();
    }

    public override string ToString() => string.Join('\n', _waits.GroupBy(wait => wait.Phase).Select(phase =>
        string.Create(CultureInfo.InvariantCulture, $"{phase.Key}: {phase.Count()} commands, the longest wait {phase.MaxBy(wait => wait.Took)}")));

    private async Task OrderAsync(int number)
    {
        var (client, at) = (new OrderingClient(number), number % _nodes.Count);
        while (!_enough.IsCancellationRequested)
        {
            at = _balancer.After(await SendAsync(client, at));
            _served[number]++;
            await Task.Delay(Pause);
        }
    }

    private async Task<Acknowledged?> TryAsync(OrderingClient client, int at, List<Attempt> attempts)
    {
        var (began, end, acknowledged) = (Stopwatch.GetTimestamp(), Done, default(Acknowledged));
        try
        {
            acknowledged = await client.TrySendAsync(_doors[at]);
            end = acknowledged is null ? Unavailable : Done;
        }
        catch (HttpRequestException unanswered)
        {
            end = unanswered.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? Refused : $"{unanswered.HttpRequestError}";
        }
        catch (TaskCanceledException)
        {
            end = "silent";
        }

        attempts.Add(new Attempt(_nodes[at].Name, end, Stopwatch.GetElapsedTime(began)));
        return acknowledged;
    }

    private sealed record Attempt(string Node, string End, TimeSpan Took)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Node} {End} {Took.TotalSeconds:0.00} s");
    }

    private sealed record Wait(string Phase, TimeSpan Took, string Path, DateTimeOffset Until, IReadOnlyList<Attempt> Attempts)
    {
        // One whose nodes are all away asks many times for nothing.
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Took.TotalSeconds:0.00} s until {Until:HH:mm:ss.fff}, {Path} ({string.Join(", ", Attempts.Where(attempt => attempt.Took > Pause || Attempts.Count < 10))})");
    }
}
