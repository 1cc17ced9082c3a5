using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Restaurant.Tests.Http;
using Restaurant.Tests.Model;
using Restaurant.Tests.Support;
using Xunit.Abstractions;

namespace Restaurant.Tests.Fuzz;

/// <summary>
/// Many requests that are nearly right: none of them is a fault of the node's, each refusal is one of the contract's, and neither
/// the journal nor the memory keeps anything of what was refused. Memory is measured while no other test runs.
/// </summary>
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
[Collection(nameof(FuzzTests))]
public sealed class FuzzTests(ITestOutputHelper output, Scene scene) : IClassFixture<Scene>
{
    private const string Run = "FUZZ";
    private const int Workers = 8;
    private const int MostKnown = 100;

    // What is kept of refused requests would grow in each part of the run, by so many bytes for each request or more; all else that
    // comes and goes in this process does not grow in all of them: pools of buffers, which are larger the more tests ran before, fill in the first ones.
    private const int Parts = 10;
    private const int MostKept = 500;

    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private int _accepted;
    private readonly ConcurrentQueue<string> _known = new("{order} {line} {item} {placed} {customer} {address} {removed}".Split(' ').Select(scene.Named));

    private IReadOnlyList<string> Known => [.. _known];

    [Fact]
    public async Task No_request_is_a_fault_and_nothing_is_kept_of_what_is_refused()
    {
        using var few = await FewThreads.GetAsync();
        var (seed, count, began) = (RandomRun.Seed(Run, output), RandomRun.Count(Run, usual: 40_000), Stopwatch.GetTimestamp());
        var head = await scene.Node.HeadAsync();

        var memory = new List<long>();
        for (var part = 0; part < Parts; part++)
        {
            await SendAsync(count / Parts, (int)(seed >> part));
            memory.Add(Memory());
        }

        output.WriteLine($"{count} requests in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, {_accepted} accepted, {string.Join(", ", memory.Select(bytes => $"{bytes / 1_000_000.0:F1}"))} MB");
        output.WriteLine(string.Join(", ", _answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => $"{answer.Key}: {answer.Value}")));
        Assert.True(_wrong.IsEmpty, $"RESTAURANT_{Run}_SEED={seed}\n\n{string.Join("\n\n", _wrong.Take(5))}");
        Assert.Equal(head + _accepted, await scene.Node.HeadAsync());
        Assert.Empty(scene.Node.ErrorLog.Lines);
        Assert.InRange(memory.Skip(1).Zip(memory, (after, before) => after - before).Min(), long.MinValue, count / Parts * MostKept);
    }

    private async Task SendAsync(int count, int seed)
    {
        // The pages about the API are large, and what reads or builds all tables is: the buffers that are kept for their like would hide what is looked for.
        var routes = scene.Node.Routes.Where(route => route.RoutePattern.RawText!.Trim('/').Split('/') is not (["docs" or "openapi", ..] or [.., "verify" or "rebuild"]))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [], (route, method) => (method, $"/{route.RoutePattern.RawText!.Trim('/')}"))
            .ToList();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            using var client = Client();
            var fuzzer = new Fuzzer(routes, BodyOf, () => Known, new Random(seed + worker));
            for (var number = worker; number < count; number += Workers)
            {
                var request = fuzzer.Next();
                await (number % 10 == 0 ? SendRawAsync(request) : SendAsync(client, request));
            }
        })));
    }

    private async Task SendAsync(HttpClient client, FuzzRequest request)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(request.Method), new Uri(scene.Node.Address.GetLeftPart(UriPartial.Authority) + request.Path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        message.Content = request.Body is null ? null : new ByteArrayContent(request.Body);
        foreach (var (name, value) in request.Headers)
        {
            _ = message.Headers.TryAddWithoutValidation(name, value) || message.Content?.Headers.TryAddWithoutValidation(name, value) is true;
        }

        using var answer = await client.SendAsync(message);
        Check(
            request, (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(),
            name => answer.Headers.TryGetValues(name, out var values) ? [.. values] : []);
    }

    private async Task SendRawAsync(FuzzRequest request)
    {
        var text = new StringBuilder($"{request.Method} {request.Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (request.Body is { } body)
        {
            text.Append($"Content-Length: {body.Length}\r\n");
        }

        foreach (var (name, value) in request.Headers)
        {
            text.Append($"{name}: {value}\r\n");
        }

        var (status, answer) = await RawRequest.SendAsItIsAsync(scene.Node.Address, $"{text}\r\n{Encoding.Latin1.GetString(request.Body ?? [])}");
        var (head, content) = (answer.Split("\r\n\r\n", 2)[0], answer.Split("\r\n\r\n", 2)[1]);
        string[] Header(string name) =>
            [.. head.Split("\r\n").Where(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)).Select(line => line.Split(':', 2)[1].Trim())];
        Check(request, status, Header("Content-Type").FirstOrDefault()?.Split(';')[0], Header("Transfer-Encoding").Length == 0 ? content : Joined(content), Header);
    }

    // The texts between the lines that say how long they are.
    private static string Joined(string chunks) => string.Concat(chunks.Split("\r\n").Where((_, index) => index % 2 == 1));

    private void Check(FuzzRequest request, int status, string? type, string text, Func<string, string[]> header)
    {
        // What the server refuses before any of the program sees it.
        var isTheServers = status is 400 or 408 or 414 or 431 && text.Length == 0 && header("Correlation-Id").Length == 0;
        var isEmpty = request.Method == "HEAD";
        var what = isTheServers ? $"{status} of the server"
            : header("Correlation-Id").Length != 1 ? "no Correlation-Id"
            : status < 300 ? $"{status}"
            : isEmpty && text.Length == 0 ? $"{status} without a body"
            : IsEnvelope(request) && status == 400 && AreTexts(type, text) ? "400 in texts"
            : CodeOf(type, text, status) is { } code ? $"{status} {code}"
            : "no problem document";
        _answers.AddOrUpdate(what, 1, (_, times) => times + 1);
        // The metrics of the runtime name exceptions on purpose: by their types, with how many there were.
        var tellsOfInsides = text.Contains("   at ", StringComparison.Ordinal) || (type != "text/plain" && text.Contains("Exception", StringComparison.Ordinal));
        if (status >= 500 || what.StartsWith("no ", StringComparison.Ordinal) || tellsOfInsides)
        {
            _wrong.Enqueue($"{request}\n-> {status} {type} {text[..Math.Min(text.Length, 500)]}");
        }

        if (status == 201 && header("Location") is [var location] && _known.Count < MostKnown)
        {
            _known.Enqueue(location.Split('/')[^1]);
        }

        if (status < 300 && !request.IsRead && header("Consistency-Token").Length > 0 && header("Idempotency-Replayed").Length == 0)
        {
            Interlocked.Increment(ref _accepted);
        }
    }

    private static bool IsEnvelope(FuzzRequest request) =>
        request.Path.Split('?')[0].TrimEnd('/').Equals(Scene.Envelope, StringComparison.OrdinalIgnoreCase);

    private static string? CodeOf(string? type, string text, int status)
    {
        var code = type == "application/problem+json" ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString() : null;
        return code is not null && Codes.IsKnown(code, status) ? code : null;
    }

    private static bool AreTexts(string? type, string text) =>
        type == "application/json" && JsonSerializer.Deserialize<string[]>(text) is { Length: > 0 } texts && Array.TrueForAll(texts, each => each.EndsWith('.'));

    private static string? BodyOf(string method, string pattern)
    {
        static string Unnamed(string path) => string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? "{}" : segment));
        return CommandRoutes.All.Values.FirstOrDefault(route => route.Method == method && Unnamed(route.Path) == Unnamed(pattern))?.Body;
    }

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
    });

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
