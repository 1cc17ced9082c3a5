using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Restaurant.Tests.Support;

/// <summary>
/// Adds an item to the menu, signs up, and then opens, fills and places one order after the other, and changes the item after each: it lives as long as
/// the client, wherever it has to move. It sends a command, with the same key, until it is acknowledged.
/// </summary>
internal sealed class OrderingClient(int number)
{
    private string _item = "";
    private string _customer = "";
    private string _order = "";
    private int _step;

    // Beside the first two commands, which are the first of no round: open, fill, place, change the item.
    private const int Round = 4;

    /// <summary>Sends the command that is next, once. Null when it was answered that the outcome is unknown.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<Acknowledged?> TrySendAsync(HttpClient http)
    {
        if (await Next().TrySendAsync(http) is not { } acknowledged)
        {
            return null;
        }

        var id = (string)JsonNode.Parse(acknowledged.Body)!["id"]!;
        (_item, _customer, _order) = (_step, _step % Round) switch
        {
            (0, _) => (id, _customer, _order),
            (1, _) => (_item, id, _order),
            (_, 2) => (_item, _customer, id),
            _ => (_item, _customer, _order),
        };
        _step++;
        return acknowledged;
    }

    private Command Next() => (_step, _step % Round) switch
    {
        (0, _) => Post("/menu/items", $$"""{"description":"Item {{number}}","price":1.25}"""),
        (1, _) => Post("/customers", $$"""{"email":"client-{{number}}@example.org"}"""),
        (_, 2) => Post("/orders", $$"""{"customerId":"{{_customer}}"}"""),
        (_, 3) => Post($"/orders/{_order}/items", $$"""{"menuItemId":"{{_item}}","quantity":3}"""),
        (_, 0) => Post($"/orders/{_order}/place", "{}"),
        _ => Post($"/menu/items/{_item}", $$"""{"description":"Item {{number}}, {{_step}}","price":1.25}""") with { Method = HttpMethod.Put },
    };

    private Command Post(string path, string body) => new(HttpMethod.Post, path, body, Key: $"{number}-{_step}");

    internal sealed record Command(HttpMethod Method, string Path, string Body, string Key)
    {
        /// <inheritdoc cref="OrderingClient.TrySendAsync"/>
        public async Task<Acknowledged?> TrySendAsync(HttpClient http)
        {
            using var request = new HttpRequestMessage(Method, Path) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", Key);
            using var answer = await http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(
                answer.IsSuccessStatusCode || (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null),
                $"{(int)answer.StatusCode} {body}");
            return answer.IsSuccessStatusCode
                ? new Acknowledged(
                    this, (int)answer.StatusCode, answer.Headers.GetValues("Consistency-Token").Single(), body, answer.Headers.Contains("Idempotency-Replayed"))
                : null;
        }
    }

    internal sealed record Acknowledged(Command Command, int Status, string Token, string Body, bool Replayed);
}
