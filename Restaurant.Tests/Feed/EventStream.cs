using System.Net.Http.Headers;
using System.Net.ServerSentEvents;

namespace Restaurant.Tests.Feed;

/// <summary>A stream of events as a reader has it: it takes one after the other, and can let go at any time.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _answer;
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventStream(HttpResponseMessage answer, Stream stream)
    {
        _answer = answer;
        _events = SseParser.Create(stream).EnumerateAsync(_patience.Token).GetAsyncEnumerator();
    }

    public static async Task<EventStream> OpenAsync(HttpClient http, string path = "/events", long? last = null, params (string Name, string Value)[] headers)
    {
        var answer = await http.SendAsync(Request(path, last, headers), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((200, "text/event-stream"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return new EventStream(answer, await answer.Content.ReadAsStreamAsync());
    }

    public static HttpRequestMessage Request(string path, long? last = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        foreach (var (name, value) in last is null ? headers : [.. headers, ("Last-Event-ID", $"{last}")])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public string? Header(string name) => _answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    /// <summary>The next event, or null at the end.</summary>
    public async Task<SseItem<string>?> NextAsync() => await _events.MoveNextAsync() ? _events.Current : null;

    public async Task<IReadOnlyList<SseItem<string>>> TakeAsync(int count)
    {
        var taken = new List<SseItem<string>>();
        while (taken.Count < count && await NextAsync() is { } next)
        {
            taken.Add(next);
        }

        Assert.Equal(count, taken.Count);
        return taken;
    }

    /// <summary>As a line that goes dead.</summary>
    public void Dispose()
    {
        _answer.Dispose();
        _patience.Dispose();
    }
}
