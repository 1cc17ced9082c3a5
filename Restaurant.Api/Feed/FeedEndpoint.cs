using Microsoft.Net.Http.Headers;
using Restaurant.Actors.Persistence;
using Restaurant.Api.Http;
using Restaurant.Api.Operations;
using Restaurant.Projections;
using Restaurant.Projections.Feed;

namespace Restaurant.Api.Feed;

/// <summary><c>GET /events</c>: all that has happened, in one order for everybody, as a stream or in batches.</summary>
internal static class FeedEndpoint
{
    private const string Path = "/events";
    private const string After = "after";
    private const int LongestWait = 30;

    public static void MapFeed(this IEndpointRouteBuilder routes) => routes.MapReads(Path, projections => projections.Feed).MapGet("", Answer)
        .WithMetadata(new ReadOperation(
            "readEvents", "All that has happened, from a position on: a batch, or for those who accept it a stream.", query => Wanted(query), Paged: true, Streams: FeedStream.ContentType))
        .Produces<IReadOnlyList<CloudEvent>>(StatusCodes.Status200OK, FeedBatch.ContentType);

    private static IResult Answer(HttpContext http, FeedTail tail, Drain drain, OutageNotice outage, TimeProvider time, ILogger<FeedStream> log)
    {
        var (query, headers) = (new Query(http.Request.Query), new Headers(http.Request.Headers));
        var wanted = Wanted(query);
        if (!AcceptsStream(http.Request.Headers.Accept))
        {
            return query.Problem is { } wrong ? wrong : new FeedBatch(wanted, After, tail, time, drain.Begun);
        }

        // Who reconnects repeats its first address, and says beside it how far it has come.
        var last = headers.LastPosition();
        return (headers.Problem ?? query.Problem) is { } problem ? problem
            : new FeedStream(wanted with { After = last ?? wanted.After }, tail, outage, time, log, drain.Begun);
    }

    private static FeedQuery Wanted(Query query) => new(
        query.Position(After), new FeedFilter(query.AnyOf("types", FeedTypes.All), query.Id("subject")), query.Limit(), TimeSpan.FromSeconds(query.Whole("wait", 0, LongestWait, 0)));

    // Only by its own name: whoever takes anything expects an end.
    private static bool AcceptsStream(IList<string?> accept) =>
        MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var types)
        && types.Any(type => type.MediaType.Equals(FeedStream.ContentType, StringComparison.OrdinalIgnoreCase) && type.Quality != 0);
}

/// <param name="After">The position behind which to begin.</param>
/// <param name="Limit">The most that a batch holds.</param>
/// <param name="Wait">How long a batch waits for its first event.</param>
internal sealed record FeedQuery(long After, FeedFilter Filter, int Limit, TimeSpan Wait);
