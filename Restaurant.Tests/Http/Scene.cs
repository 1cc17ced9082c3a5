using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Http;

/// <summary>
/// A node where there is one of everything that a request can name: <c>{item}</c>, <c>{removed}</c>, <c>{customer}</c> with an <c>{address}</c>, an open
/// <c>{order}</c> with a <c>{line}</c>, and one that is <c>{placed}</c>. Tests of what is refused share it, since they change nothing.
/// </summary>
public sealed class Scene : IAsyncLifetime
{
    public const string Envelope = "/commands";

    private readonly Dictionary<string, string> _names = [];

    public RestaurantNode Node { get; } = new();

    public async Task InitializeAsync()
    {
        await Node.InitializeAsync();
        (_names["{order}"], _names["{line}"], _names["{item}"]) = await Node.FillOrderAsync();
        (_names["{placed}"], _, _) = await Node.FillOrderAsync();
        await Node.DoAsync("POST", Named("/orders/{placed}/place"));
        _names["{customer}"] = await Node.SignUpAsync();
        _names["{address}"] = (string)(await Node.DoAsync("POST", Named("/customers/{customer}/addresses"), """{"nickName":"Home","location":"1 Main St"}"""))["addresses"]![0]!["id"]!;
        _names["{removed}"] = await Node.AddMenuItemAsync();
        await Node.DoAsync("DELETE", Named("/menu/items/{removed}"));
    }

    public Task DisposeAsync() => Node.DisposeAsync();

    /// <summary>The text with the ids in place of their names.</summary>
    public string Named(string text) => _names.Aggregate(text, (named, id) => named.Replace(id.Key, id.Value, StringComparison.Ordinal));

    /// <param name="json">The body, or null for none.</param>
    public HttpRequestMessage Request(string method, string path, string? json = null, string contentType = "application/json") =>
        Request(method, path, json is null ? null : Encoding.UTF8.GetBytes(Named(json)), contentType);

    public HttpRequestMessage Request(string method, string path, byte[]? body, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), Named(path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return request;
    }

    /// <summary>
    /// Sends what must be refused in the form of its address, with nothing written and nothing logged as an error. The envelope
    /// answers a bad request with a list of texts.
    /// </summary>
    public async Task RefusedAsync(HttpRequestMessage request, int status, string code)
    {
        var isEnvelope = request.RequestUri!.OriginalString == Envelope;
        var head = await Node.HeadAsync();
        using (request)
        using (var answer = await Node.Client.SendAsync(request))
        {
            if (isEnvelope && status is 400 or 404 or 409 or 412 or 422)
            {
                await TextsAsync(answer);
            }
            else
            {
                await answer.ProblemAsync(status, code);
            }
        }

        Assert.Equal(head, await Node.HeadAsync());
        Assert.Empty(Node.ErrorLog.Lines);
    }

    private static async Task TextsAsync(HttpResponseMessage answer)
    {
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(new MediaTypeHeaderValue("application/json"), answer.Content.Headers.ContentType);
        Assert.NotEmpty(answer.Header("Correlation-Id"));
        var texts = (await answer.Content.ReadFromJsonAsync<JsonArray>())!;
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Matches(@"\.$", (string)text!));
    }
}
