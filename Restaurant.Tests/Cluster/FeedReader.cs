using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Restaurant.Tests.Feed;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Cluster;

/// <summary>Somebody outside who follows the feed, now on one node and now on the next: when one does not answer, or after a few seconds.</summary>
internal sealed class FeedReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _enough = new();
    private readonly List<(long Position, string Event)> _taken = [];
    private readonly Task _following;

    public FeedReader(IReadOnlyList<ClusterNode> nodes) => _following = Task.Run(() => FollowAsync(nodes));

    /// <summary>It has got all that is in the journal: each event once, at the position that the feed says, and so in the order of its aggregate.</summary>
    public async Task HasReadAllAsync(TestDatabase database)
    {
        var all = database.Scalar<long>("select count(*) from journal");
        await Eventually.HoldsAsync(() => Count() >= all, Patience);
        await StopAsync();
        Assert.Equal(
            database.Scalar<string>("select string_agg(id || ' ' || subject || '@' || version, E'\\n' order by id) from feed"),
            string.Join('\n', _taken.Select(taken => $"{taken.Position} {taken.Event}")));
        Assert.Equal(all, _taken.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _enough.Dispose();
    }

    private async Task StopAsync()
    {
        await _enough.CancelAsync();
        await _following;
    }

    private int Count()
    {
        lock (_taken)
        {
            return _taken.Count;
        }
    }

    private async Task FollowAsync(IReadOnlyList<ClusterNode> nodes)
    {
        for (var turn = 0; !_enough.IsCancellationRequested; turn++)
        {
            using var stay = CancellationTokenSource.CreateLinkedTokenSource(_enough.Token);
            stay.CancelAfter(Stay);
            try
            {
                await FollowAsync(nodes[turn % nodes.Count].Http, stay.Token);
                // It has sent the reader away, or is not there.
                await Task.Delay(Pause, stay.Token);
            }
            catch (OperationCanceledException)
            {
                // On to the next one.
            }
        }
    }

    private async Task FollowAsync(HttpClient http, CancellationToken stay)
    {
        try
        {
            using var request = EventStream.Request("/events", last: _taken.Count == 0 ? null : _taken[^1].Position);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stay);
            if (!answer.IsSuccessStatusCode)
            {
                return;
            }

            await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(stay)).EnumerateAsync(stay))
            {
                var data = JsonNode.Parse(item.Data)!;
                lock (_taken)
                {
                    _taken.Add((long.Parse(item.EventId!, CultureInfo.InvariantCulture), $"{data["subject"]}@{data["sequence"]}"));
                }
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // As when a node dies.
        }
    }
}
