using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Actors.Serialization;

namespace Restaurant.Tests.Benchmarks;

/// <summary>Answers <c>GET /events</c> in batches, as the contract has it, in the place of a node, out of the node's journal.</summary>
/// <param name="told">Which events are told, out of those that there are: always the same of the same, so that positions stay.</param>
internal sealed class StandInFeed(JournalReader journal, Func<StoredEvent, IEnumerable<StoredEvent>> told)
{
    public const string Path = "/events";

    public async Task AnswerAsync(HttpContext http)
    {
        var (after, limit) = (Number(http, "after"), Number(http, "limit"));
        var rows = await journal.ReadBehindAsync(0, int.MaxValue, http.RequestAborted);
        var page = rows.Select(row => (StoredEvent)row.Event).SelectMany(told).Skip(after).Take(limit).Select(stored => new
        {
            id = stored.Id,
            type = $"restaurant.order.{EventFormat.NameOf(stored.Data)}.v1",
            subject = stored.AggregateId,
            sequence = stored.Version,
        }).ToList();
        http.Response.ContentType = "application/cloudevents-batch+json";
        http.Response.Headers.Link = string.Create(CultureInfo.InvariantCulture, $"<{Path}?after={after + page.Count}&limit={limit}>; rel=\"next\"");
        await http.Response.WriteAsync(JsonSerializer.Serialize(page));
    }

    private static int Number(HttpContext http, string parameter) => int.Parse(http.Request.Query[parameter]!, CultureInfo.InvariantCulture);
}
