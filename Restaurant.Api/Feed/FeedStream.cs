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
internal sealed class FeedStream(FeedQuery query, FeedTail tail, OutageNotice outage, TimeProvider time, ILogger<FeedStream> log, CancellationToken drained) : IResult
{
    public const string ContentType = "text/event-stream";

    /// <summary>After so long without an event, a comment says that the stream lives: to readers, and to those between who cut what is silent.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private const int BatchSize = 100;

    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    private const int Portion = 32 * 1024;

    private static readonly byte[] Heartbeat = ": heartbeat\n"u8.ToArray();

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
        var (position, told, heard) = (query.After, query.After, time.GetTimestamp());
        Task<FeedPage?>? reading = null;
        while (true)
        {
            FeedPage? page = null;
            try
            {
                if (reading is null && await tail.WaitAsync(position, Left(heard), over))
                {
                    reading = tail.ReadAsync(position, query.Filter, BatchSize, over);
                }

                // However long it takes, the reader hears that the stream lives.
                if (reading is not null && await IsDoneAsync(reading, Left(heard), over))
                {
                    var done = reading;
                    reading = null;
                    page = await done;
                    position = page?.Next ?? position;
                }
            }
            catch (DamagedHistoryException damaged)
            {
                // It goes on when the event can be read: by this node, or by a newer one to which the reader comes when this one drains.
                if (tail.IsNews(damaged))
                {
                    log.LogError("The feed ends for its readers on this node: {Reason}", damaged.Message);
                }

                await Task.Delay(Left(heard), time, over);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && outage(failure))
            {
                await Task.Delay(OutagePause, time, over);
            }

            if (page is { Events: [.., var last] })
            {
                await WriteAsync(http, page.Events, over);
                (told, heard) = (last.Position, time.GetTimestamp());
            }
            else if (Left(heard) == TimeSpan.Zero)
            {
                http.Response.BodyWriter.Write(Heartbeat);
                if (position > told)
                {
                    // What a filter has held back is not to be gone through once more when the reader comes again. An id without data is no event.
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {position}\n"), http.Response.BodyWriter);
                }

                http.Response.BodyWriter.Write("\n"u8);
                await FlushAsync(http, over);
                (told, heard) = (position, time.GetTimestamp());
            }
        }
    }

    /// <summary>How long it may be silent yet.</summary>
    private TimeSpan Left(long heard) => LongestSilence - time.GetElapsedTime(heard) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private async Task<bool> IsDoneAsync(Task reading, TimeSpan patience, CancellationToken over)
    {
        await reading.WaitAsync(patience, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.ThrowIfCancellationRequested();
        return reading.IsCompleted;
    }

    // In portions: the reader sets the pace, and what it has not taken waits in memory.
    private static async Task WriteAsync(HttpContext http, IReadOnlyList<FeedEvent> events, CancellationToken over)
    {
        var waiting = 0;
        foreach (var happened in events)
        {
            var block = Written.GetValue(happened, Write);
            http.Response.BodyWriter.Write(block);
            waiting += block.Length;
            if (waiting >= Portion)
            {
                await FlushAsync(http, over);
                waiting = 0;
            }
        }

        await FlushAsync(http, over);
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
