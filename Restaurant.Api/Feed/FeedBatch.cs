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
internal sealed class FeedBatch(FeedQuery query, string parameter, FeedView view, FeedTail tail, TimeProvider time, CancellationToken drained) : IResult
{
    public const string ContentType = "application/cloudevents-batch+json";

    private static readonly JsonTypeInfo<IReadOnlyList<CloudEvent>> Form = (JsonTypeInfo<IReadOnlyList<CloudEvent>>)ApiJson.Options.GetTypeInfo(typeof(IReadOnlyList<CloudEvent>));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var page = await ReadAsync(httpContext.RequestAborted);
        httpContext.Response.Headers.Link = Page.LinkTo(httpContext.Request, parameter, page.Next.ToString(CultureInfo.InvariantCulture));
        IReadOnlyList<CloudEvent> events = [.. page.Events.Select(CloudEvent.Of)];
        await httpContext.Response.WriteAsJsonAsync(events, Form, ContentType, httpContext.RequestAborted);
    }

    private async Task<FeedPage> ReadAsync(CancellationToken gone)
    {
        var began = time.GetTimestamp();
        var page = await view.ReadAsync(query.After, query.Filter, query.Limit, gone);
        if (page.Events.Count > 0 || query.Wait == TimeSpan.Zero)
        {
            return page;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone, drained);
        try
        {
            while (page.Events.Count == 0 && await tail.WaitAsync(page.Next, query.Wait - time.GetElapsedTime(began), over.Token))
            {
                page = await tail.ReadAsync(page.Next, query.Filter, query.Limit, over.Token);
            }
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            // The caller goes on elsewhere.
        }

        return page;
    }
}
