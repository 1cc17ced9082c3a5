using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Restaurant.Tests.Benchmarks;

/// <summary>Stands between a client and a node, and passes on what both say, but for what a test does to it.</summary>
internal sealed class Between : IAsyncDisposable
{
    private static readonly IReadOnlyList<string> Asked = ["Accept", "Consistency-Token", "Idempotency-Key", "Prefer", "Restaurant-Role"];
    private static readonly IReadOnlyList<string> Answered = ["Consistency-Token", "ETag", "Idempotency-Replayed", "Link", "Location", "Retry-After"];

    private readonly WebApplication _host;
    private readonly HttpClient _node;

    private Between(WebApplication host, HttpClient node) => (_host, _node) = (host, node);

    public string Address => _host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    /// <summary>Answers what it likes, or passes a request on, or does both.</summary>
    public delegate Task Middle(HttpContext http, Func<Task> passOn);

    /// <summary>Reads from a node, with what it says changed.</summary>
    /// <param name="lie">Is given the path and what is answered by 200, and may change it.</param>
    public static Task<Between> LyingAsync(Uri node, Action<string, JsonNode> lie) => StartAsync(node, (_, passOn) => passOn(), lie);

    public static async Task<Between> StartAsync(Uri node, Middle middle, Action<string, JsonNode>? lie = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var between = new Between(builder.Build(), new HttpClient { BaseAddress = node });
        between._host.Urls.Add("http://127.0.0.1:0");
        between._host.Run(http => middle(http, () => between.PassOnAsync(http, lie)));
        await between._host.StartAsync();
        return between;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _node.Dispose();
    }

    private async Task PassOnAsync(HttpContext http, Action<string, JsonNode>? lie)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), $"{http.Request.Path}{http.Request.QueryString}");
        if (http.Request.ContentLength > 0)
        {
            using var body = new StreamReader(http.Request.Body);
            request.Content = new StringContent(await body.ReadToEndAsync(), Encoding.UTF8, "application/json");
        }

        foreach (var name in Asked.Where(name => http.Request.Headers.ContainsKey(name)))
        {
            request.Headers.TryAddWithoutValidation(name, (string?)http.Request.Headers[name]);
        }

        using var answer = await _node.SendAsync(request);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        foreach (var name in Answered.Where(answer.Headers.Contains))
        {
            http.Response.Headers[name] = string.Join(", ", answer.Headers.GetValues(name));
        }

        var text = await answer.Content.ReadAsStringAsync();
        if (lie is not null && answer.StatusCode == HttpStatusCode.OK && JsonNode.Parse(text) is { } said)
        {
            lie(http.Request.Path, said);
            text = said.ToJsonString();
        }

        await http.Response.WriteAsync(text);
    }
}
