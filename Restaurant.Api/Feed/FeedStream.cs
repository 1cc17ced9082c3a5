using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Restaurant.Actors.Persistence;
using Restaurant.Api.Http;
using Restaurant.Projections.Feed;

namespace Restaurant.Api.Feed;

/// <summary>
/// Answers with events as they happen, for as long as somebody reads: <see href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent events</see>. The reader sets the pace: what it
/// has not taken is not read for it. While the database is away the stream stays open, and goes on where it was.
/// </summary>
/// <param name="drained">Ends it, so that the reader goes on elsewhere.</param>
internal sealed class FeedStream(FeedQuery query, FeedTail tail, OutageNotice outage, TimeProvider time, CancellationToken drained) : IResult
{
    public const string ContentType = "text/event-stream";

    /// <summary>After so long without an event, a comment says that the stream lives: to readers, and to those between who cut what is silent.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private const int BatchSize = 100;

    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    private static readonly byte[] Heartbeat = ": heartbeat\n\n"u8.ToArray();

    // All readers get the same bytes: an event that is in memory is written once.
    private static readonly ConditionalWeakTable<FeedEvent, byte[]> Written = new();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, drained);
        try
        {
            await response.StartAsync(over.Token);
            await response.BodyWriter.FlushAsync(over.Token);
            await FollowAsync(httpContext, over.Token);
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested)
        {
            // The end of the answer is an end like any other: the reader connects anew, and says where it was.
        }
    }

    private async Task FollowAsync(HttpContext http, CancellationToken over)
    {
        var (position, heard) = (query.After, time.GetTimestamp());
        while (true)
        {
            var events = 0;
            try
            {
                if (await tail.WaitAsync(position, LongestSilence - time.GetElapsedTime(heard), over))
                {
                    var page = await tail.ReadAsync(position, query.Filter, BatchSize, over);
                    foreach (var happened in page.Events)
                    {
                        http.Response.BodyWriter.Write(Written.GetValue(happened, Write));
                    }

                    (position, events) = (page.Next, page.Events.Count);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException && outage(failure))
            {
                await Task.Delay(OutagePause, time, over);
            }

            if (events == 0 && time.GetElapsedTime(heard) < LongestSilence)
            {
                continue;
            }

            if (events == 0)
            {
                http.Response.BodyWriter.Write(Heartbeat);
            }

            await FlushAsync(http, over);
            heard = time.GetTimestamp();
        }
    }

    // A reader that takes nothing must not hold up the end either.
    private static async Task FlushAsync(HttpContext http, CancellationToken over)
    {
        try
        {
            await http.Response.BodyWriter.FlushAsync(over);
        }
        catch (OperationCanceledException)
        {
            http.Abort();
            throw;
        }
    }

    private static byte[] Write(FeedEvent happened)
    {
        var block = new ArrayBufferWriter<byte>(1_024);
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Position}\nevent: {happened.Type}\ndata: "), block);
        using (var json = new Utf8JsonWriter(block, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder }))
        {
            // One line: in JSON, a line feed stands as two other characters.
            JsonSerializer.Serialize(json, CloudEvent.Of(happened), ApiJson.Options.GetTypeInfo(typeof(CloudEvent)));
        }

        block.Write("\n\n"u8);
        return block.WrittenSpan.ToArray();
    }
}
