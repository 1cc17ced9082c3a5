using System.Net.Sockets;
using Restaurant.Benchmarks.Measuring;

namespace Restaurant.Benchmarks.Http;

/// <summary>
/// A client as the contract wants it. It asks the servers in turn. What could not be served, or nobody knows whether it was, it sends again with the same key, after
/// as long as <c>Retry-After</c> says, and to the next server, until it has an answer or has tried for too long.
/// </summary>
internal sealed class Client : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // A server repeats a command itself for 10 s, as long as nothing else is set, before it says that the outcome is unknown.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<HttpClient> _servers;
    private readonly TimeSpan _giveUp;
    private readonly Measurements _measurements;
    private readonly TimeProvider _time;
    private int _turn = -1;

    /// <param name="giveUp">How long a request is repeated.</param>
    public Client(IEnumerable<Uri> servers, TimeSpan giveUp, Measurements measurements, TimeProvider time) =>
        (_servers, _giveUp, _measurements, _time) = ([.. servers.Select(Connect)], giveUp, measurements, time);

    /// <summary>Makes sure that there is somebody to talk to.</summary>
    /// <exception cref="RequestFailedException">None of the servers answers as a Restaurant does.</exception>
    public async Task GreetAsync()
    {
        var reasons = new List<string>();
        foreach (var server in _servers)
        {
            var (answer, reason) = await TryAsync(server, new HttpRequestMessage(HttpMethod.Get, "/health/live"));
            if (answer is { Succeeded: true })
            {
                return;
            }

            reasons.Add($"{server.BaseAddress} ({reason ?? $"answers {answer!.Status} to /health/live"})");
        }

        throw new RequestFailedException("no server", $"No Restaurant answers at {string.Join(", ", reasons)}.", inDoubt: false);
    }

    /// <summary>Sends a command until it is acknowledged.</summary>
    /// <exception cref="RequestFailedException">It was refused, or given up.</exception>
    public async Task<Acknowledged> DoAsync(Command command)
    {
        var began = _time.GetTimestamp();
        try
        {
            var answer = await SendAsync(command.ToRequest, $"{command.Kind.Name} on {command.Path}");
            if (!answer.Succeeded)
            {
                throw new RequestFailedException(answer.Code, $"{command.Kind.Name} on {command.Path} was answered {answer.Code}: {answer.Body}", inDoubt: answer.Status >= 500);
            }

            var acknowledged = Acknowledged.Of(command, answer);
            _measurements.Acknowledge(command.Kind, _time.GetElapsedTime(began), answer.Replayed);
            return acknowledged;
        }
        catch (RequestFailedException failed)
        {
            _measurements.Fail(failed, _time.GetElapsedTime(began));
            throw;
        }
    }

    /// <summary>Reads what is there as soon as the tokens' writes are to be read.</summary>
    /// <returns>The answer; one that nothing is there (404) as well.</returns>
    /// <exception cref="RequestFailedException">It was refused, or given up.</exception>
    public async Task<Answer> ReadAsync(string path, IEnumerable<string> tokens, string accept = "application/json")
    {
        var needed = string.Join(", ", tokens);
        var answer = await SendAsync(Request, path);
        return answer.Succeeded || answer.Status == 404 ? answer : throw new RequestFailedException(answer.Code, $"{path} was answered {answer.Code}: {answer.Body}", inDoubt: false);

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } };
            if (needed != "")
            {
                request.Headers.Add("Consistency-Token", needed);
                request.Headers.Add("Prefer", "wait=10");
            }

            return request;
        }
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }
    }

    private async Task<Answer> SendAsync(Func<HttpRequestMessage> request, string what)
    {
        var (began, pause) = (_time.GetTimestamp(), FirstPause);
        for (var turn = (uint)Interlocked.Increment(ref _turn); ; turn++)
        {
            var (answer, reason) = await TryAsync(_servers[(int)(turn % _servers.Count)], request());
            if (answer is { Passing: false })
            {
                return answer;
            }

            _measurements.Undone(reason ?? answer!.Code);
            var wait = answer?.RetryAfter > pause ? answer.RetryAfter.Value : pause;
            if (_time.GetElapsedTime(began) + wait > _giveUp)
            {
                throw new RequestFailedException("given up", $"{what} was given up after {_time.GetElapsedTime(began).TotalSeconds:0.0} s: {reason ?? answer!.Code}", inDoubt: true);
            }

            _measurements.Repeat();
            await Task.Delay(wait, _time);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <returns>An answer, or why there was none.</returns>
    private static async Task<(Answer? Answer, string? Reason)> TryAsync(HttpClient server, HttpRequestMessage request)
    {
        using var patience = new CancellationTokenSource(AnswerTimeout);
        try
        {
            using (request)
            using (var response = await server.SendAsync(request, patience.Token))
            {
                return (await Answer.OfAsync(response, patience.Token), null);
            }
        }
        catch (OperationCanceledException)
        {
            return (null, "no answer");
        }
        catch (HttpRequestException lost)
        {
            return (null, lost.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "connection refused" : "connection lost");
        }
        catch (IOException)
        {
            return (null, "connection lost");
        }
    }

    private static HttpClient Connect(Uri server)
    {
        // As long as callers prove nothing, one that says so may do everything.
        var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, AllowAutoRedirect = false }) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("Restaurant-Role", "manager");
        return client;
    }
}
