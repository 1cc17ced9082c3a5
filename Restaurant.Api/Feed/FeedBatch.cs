using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Restaurant.Api.Http;
using Restaurant.Projections.Feed;

namespace Restaurant.Api.Feed;

/// <summary>
/// Answers with the events behind a position, or waits a while for the first of them. Where it goes on is always said: a feed has no end. An answer without events goes on where it was asked for, or
/// behind what no filter let through.
/// </summary>
/// <param name="parameter">What the position is called in the address.</param>
/// <param name="drained">Ends the wait.</param>
internal sealed class FeedBatch(FeedQuery query, string parameter, FeedTail tail, TimeProvider time, CancellationToken drained) : IResult
{
    public const string ContentType = "application/cloudevents-batch+json";

    private static readonly JsonTypeInfo<IReadOnlyList<CloudEvent>> Form = (JsonTypeInfo<IReadOnlyList<CloudEvent>>)ApiJson.Options.GetTypeInfo(typeof(IReadOnlyList<CloudEvent>));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (await ReadAsync(httpContext.RequestAborted) is not { } page)
        {
            await Problem.Unavailable(httpContext.Request).ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.Headers.Link = Page.LinkTo(httpContext.Request, parameter, page.Next.ToString(CultureInfo.InvariantCulture));
        IReadOnlyList<CloudEvent> events = [.. page.Events.Select(CloudEvent.Of)];
        await httpContext.Response.WriteAsJsonAsync(events, Form, ContentType, httpContext.RequestAborted);
    }

    /// <returns>Null when so many read the feed that it would take too long.</returns>
    private async Task<FeedPage?> ReadAsync(CancellationToken gone)
    {
        var began = time.GetTimestamp();
        var page = await ToTheEndAsync(query.After, gone);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone, drained);
        try
        {
            while (page is { Events: [] } && await tail.WaitAsync(page.Next, query.Wait - time.GetElapsedTime(began), over.Token))
            {
                page = await ToTheEndAsync(page.Next, over.Token);
            }
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            // The caller goes on elsewhere.
        }

        return page;
    }

    // Part by part, so that others have their turn: what matches may be far behind.
    private async Task<FeedPage?> ToTheEndAsync(long after, CancellationToken cancellation)
    {
        var page = await tail.ReadAsync(after, query.Filter, query.Limit, cancellation);
        while (page is { Events: [] } && page.Next > after)
        {
            after = page.Next;
            page = await tail.ReadAsync(after, query.Filter, query.Limit, cancellation);
        }

        return page;
    }
}
