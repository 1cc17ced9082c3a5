using Restaurant.Benchmarks.Http;

namespace Restaurant.Benchmarks.Load.Checks;

/// <summary>A place in the feed of events.</summary>
/// <param name="After">The position of the last event before it; 0 for the beginning.</param>
internal sealed record FeedPosition(long After)
{
    public const string Path = "/events";

    public const string Batch = "application/cloudevents-batch+json";

    /// <summary>The present end of the feed, so that a run need not read what was there before it.</summary>
    /// <returns>Null when the server has no feed.</returns>
    public static async Task<FeedPosition?> OfHeadAsync(Client client)
    {
        // Positions are dense: whether there is an event behind one says on which side of the end it lies.
        var (before, end) = (-1L, 0L);
        for (var more = await IsMoreAsync(client, end); more is not false; more = await IsMoreAsync(client, end))
        {
            if (more is null)
            {
                return null;
            }

            (before, end) = (end, Math.Max(1, end * 2));
        }

        while (end - before > 1)
        {
            var middle = before + (end - before) / 2;
            (before, end) = await IsMoreAsync(client, middle) is true ? (middle, end) : (before, middle);
        }

        return new FeedPosition(end);
    }

    /// <returns>Whether there is an event behind a position; null when there is no feed.</returns>
    private static async Task<bool?> IsMoreAsync(Client client, long after)
    {
        var answer = await client.ReadAsync($"{Path}?after={after}&limit=1", [], Batch);
        return answer.Succeeded ? answer.List.Count > 0 : null;
    }
}
