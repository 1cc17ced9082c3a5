using System.Text.Json;
using Restaurant.Api.Http;

namespace Restaurant.Tests.Http;

public sealed class MembersTests
{
    [Theory]
    [InlineData("10", "10")]
    [InlineData("10.0", "10.0")]
    [InlineData("\"10.00\"", "10.00")]
    [InlineData("1e1", "1e1")]
    [InlineData("\"1E+1\"", "1E+1")]
    [InlineData("-0", "-0")]
    [InlineData("-1", "-1")]
    [InlineData("100000", "100000")]
    [InlineData("10.005", "10.005")]
    [InlineData("1e30", "1e30")]
    [InlineData("0e999999", "0e999999")]
    public void Money_is_passed_on_as_it_was_written(string json, string text)
    {
        var body = Body($$"""{"price":{{json}}}""");

        Assert.Equal(text, body.Money("price"));
        Assert.Null(body.Problem);
    }

    [Theory]
    [InlineData("\"10,00\"")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("\"1e400\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"\"")]
    [InlineData("\" 10\"")]
    [InlineData("\"10\\n\"")]
    [InlineData("\"010\"")]
    [InlineData("\"1.\"")]
    [InlineData("\"+1\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"\\u0661\"")]
    [InlineData("true")]
    [InlineData("[10]")]
    [InlineData("{}")]
    public void What_is_no_number_is_no_money(string json)
    {
        var body = Body($$"""{"price":{{json}}}""");

        Assert.Null(body.Money("price"));
        AssertMalformed(body, "'price' must be a number");
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("2.0", "2.0")]
    [InlineData("1.5", "1.5")]
    [InlineData("0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("1e9", "1e9")]
    public void A_number_is_passed_on_as_it_was_written(string json, string text)
    {
        var body = Body($$"""{"quantity":{{json}}}""");

        Assert.Equal(text, body.Number("quantity"));
        Assert.Null(body.Problem);
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("1e400")]
    [InlineData("false")]
    [InlineData("[]")]
    public void Anything_else_is_no_number(string json)
    {
        var body = Body($$"""{"quantity":{{json}}}""");

        Assert.Null(body.Number("quantity"));
        AssertMalformed(body, "'quantity' must be a number");
    }

    [Fact]
    public void Null_is_the_same_as_missing()
    {
        var body = Body("""{"a":null,"b":null,"c":null,"d":null,"e":null}""");

        Assert.Null(body.Text("a"));
        Assert.Null(body.Money("b"));
        Assert.Null(body.Number("c"));
        Assert.Null(body.OptionalFlag("d"));
        Assert.Null(body.OptionalWhole("e"));
        Assert.Null(body.Problem);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"customerId":null}""")]
    public void A_missing_member_without_a_code_of_its_own_is_malformed(string json)
    {
        var body = Body(json);
        body.Id("customerId");

        AssertMalformed(body, "'customerId' is required");
        body = Body(json);
        body.Flag("available");
        AssertMalformed(body, "'available' is required");
    }

    [Fact]
    public void A_member_can_be_wrong_beside_another()
    {
        var body = Body("""{"available":true,"reason":"x"}""");

        Assert.True(body.Flag("available"));
        Assert.Equal("x", body.Text("reason"));
        Assert.Null(body.Problem);

        body.Refuse("reason", "must not be given");
        AssertMalformed(body, "'reason' must not be given");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("{\"x\":1}")]
    public void Text_of_another_type_is_malformed(string json)
    {
        var body = Body($$"""{"a":{{json}}}""");

        Assert.Null(body.Text("a"));
        AssertMalformed(body, "'a' must be a string");
    }

    [Theory]
    [InlineData("\"true\"")]
    [InlineData("1")]
    [InlineData("{}")]
    public void A_flag_of_another_type_is_malformed(string json)
    {
        var body = Body($$"""{"a":{{json}}}""");

        Assert.Null(body.OptionalFlag("a"));
        AssertMalformed(body, "'a' must be true or false");
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("99999999999999999999")]
    public void A_whole_number_of_another_form_is_malformed(string json)
    {
        var body = Body($$"""{"a":{{json}}}""");

        Assert.Null(body.OptionalWhole("a"));
        AssertMalformed(body, "'a' must be a whole number");
    }

    [Fact]
    public void An_unknown_member_is_malformed_and_named()
    {
        var body = Body("""{"description":"x","total":1}""");
        body.Text("description");

        AssertMalformed(body, "unknown member 'total'");
    }

    [Fact]
    public void A_member_of_another_case_is_unknown()
    {
        var body = Body("""{"Description":"x"}""");
        body.Text("description");

        AssertMalformed(body, "unknown member 'Description'");
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"a":null,"a":null}""")]
    public void A_member_that_is_given_twice_is_malformed(string json) => AssertMalformed(Body(json), "'a' twice");

    [Fact]
    public void A_name_without_end_is_not_repeated_whole()
    {
        var problem = Body($$"""{"{{string.Concat(Enumerable.Repeat("😀", 10_000))}}":1}""").Problem;

        Assert.InRange(problem!.Detail.Length, 1, 250);
    }

    [Fact]
    public void The_first_thing_that_is_wrong_is_reported_alone()
    {
        var body = Body("""{"a":1,"b":2,"c":3}""");
        body.Text("a");
        body.Text("b");

        AssertMalformed(body, "'a' must be a string");
    }

    [Fact]
    public void What_the_address_says_must_not_be_said_again()
    {
        var body = Body("""{"orderItemId":"other"}""");
        body.Bind("orderItemId", "mine");

        Assert.Equal("mine", body.Id("orderItemId"));
        AssertMalformed(body, "unknown member 'orderItemId'");
    }

    [Fact]
    public void A_text_that_must_be_given_may_be_null()
    {
        var (given, missing) = (Body("""{"note":null}"""), Body("{}"));

        Assert.Null(given.GivenText("note"));
        Assert.Null(given.Problem);
        missing.GivenText("note");
        AssertMalformed(missing, "'note' is required");
    }

    [Fact]
    public void An_object_within_has_members_of_its_own()
    {
        var payload = Body("""{"payload":{"a":"x","b":1}}""").Object("payload");

        Assert.Equal("x", payload.Text("a"));
        AssertMalformed(payload, "'payload' has the unknown member 'b'");
    }

    [Fact]
    public void An_object_within_that_is_none_is_malformed() =>
        AssertMalformed(Body("""{"payload":[]}""").Object("payload"), "'payload' must be a JSON object");

    private static Members Body(string json) => Members.Of("The body", JsonElement.Parse(json));

    private static void AssertMalformed(Members body, string detail)
    {
        Assert.Equal("MALFORMED_REQUEST", body.Problem?.Code);
        Assert.Contains(detail, body.Problem!.Detail, StringComparison.Ordinal);
    }
}
