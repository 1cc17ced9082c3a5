using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Api.Http;

namespace Restaurant.Tests.Http;

public sealed class ProblemTests
{
    [Fact]
    public async Task A_refusal_is_a_document_with_its_code_and_the_correlation_id()
    {
        var (response, document) = await WriteAsync(Problem.Of(OrderRefusals.NotOpen));

        Assert.Equal((409, "application/problem+json"), (response.StatusCode, response.ContentType));
        Assert.Equal(
            """{"title":"Conflict","status":409,"detail":"Order must be open.","code":"ORDER_NOT_OPEN","correlationId":"talk-1"}""",
            document.ToJsonString());
        Assert.False(response.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task What_a_refusal_lists_stands_at_the_top()
    {
        var (_, document) = await WriteAsync(Problem.Of(OrderRefusals.PriceChanged([new("line", "item", OldPrice: 10.00m, NewPrice: 12.50m)])));

        Assert.Equal(
            """[{"orderItemId":"line","menuItemId":"item","oldPrice":10.00,"newPrice":12.50}]""",
            document["lines"]!.ToJsonString());
    }

    [Fact]
    public async Task Wrong_fields_are_listed_and_the_first_one_gives_code_and_status()
    {
        var (_, document) = await WriteAsync(Problem.Of(
        [
            new FieldError("price", "PRICE_INVALID", "Price must be zero or more."),
            new FieldError("category", "TEXT_TOO_LONG", "Too long."),
        ]));

        Assert.Equal("PRICE_INVALID", (string?)document["code"]);
        Assert.Equal("Price must be zero or more.", (string?)document["detail"]);
        Assert.Equal(
            """[{"field":"price","code":"PRICE_INVALID","detail":"Price must be zero or more."},{"field":"category","code":"TEXT_TOO_LONG","detail":"Too long."}]""",
            document["errors"]!.ToJsonString());
    }

    [Theory]
    [InlineData("OVERLOADED", 429)]
    [InlineData("UNAVAILABLE", 503)]
    [InlineData("READ_MODEL_BEHIND", 503)]
    public async Task What_may_pass_by_itself_says_when_to_come_again(string code, int status)
    {
        var (response, _) = await WriteAsync(new Problem(code, "Not now."));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(false, 422)]
    [InlineData(true, 404)]
    public async Task What_is_missing_is_not_found_where_the_request_is_addressed_to_it_and_unprocessable_where_its_body_names_it(bool addressed, int status)
    {
        var (response, document) = await WriteAsync(Problem.Of(new Refusal("ADDRESS_NOT_FOUND", "Address not found.", Addressed: addressed)));

        Assert.Equal((status, status), (response.StatusCode, (int)document["status"]!));
    }

    private static async Task<(HttpResponse Response, JsonObject Document)> WriteAsync(Problem problem)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { TraceIdentifier = "talk-1" };
        http.Response.Body = body;
        await problem.ExecuteAsync(http);
        Assert.Equal(body.Length, http.Response.ContentLength);
        return (http.Response, JsonNode.Parse(Encoding.UTF8.GetString(body.ToArray()), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject());
    }
}
