using System.Text;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;

namespace Restaurant.Tests.Domain;

/// <summary>Ids that must never change are compared with constants that were computed by other programs.</summary>
public class IdentifiersTests
{
    [Theory]
    [InlineData("42")]
    [InlineData("a")]
    [InlineData("A_b-9")]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")]
    [InlineData("019aa0b1c2d37e4f8a5b6c7d8e9fa0b1")]
    [InlineData("019AA0B1C2D37E4F8A5B6C7D8E9FA0B1")]
    [InlineData("zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzZ")]
    [InlineData("019AA0B1-C2D3-7E4F-8A5B-6C7D8E9FA0B")]
    [InlineData("019AA0B1-C2D37-E4F-8A5B-6C7D8E9FA0B1")]
    [InlineData("0x9AA0B1-C2D3-7E4F-8A5B-6C7D8E9FA0B1")]
    [InlineData("019AA0B1-0xD3-7E4F-8A5B-0x7D8E9FA0B1")]
    public void An_id_counts_to_the_letter(string id) => Assert.Equal(id, Identifiers.Normalize(id));

    [Theory]
    [InlineData("019AA0B1-C2D3-7E4F-8A5B-6C7D8E9FA0B1", "019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1")]
    [InlineData("019aa0b1-c2d3-7E4F-8a5b-6c7d8e9fa0b1", "019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1")]
    [InlineData("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void A_uuid_is_lower_cased(string id, string normal) => Assert.Equal(normal, Identifiers.Normalize(id));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("42\n")]
    [InlineData("42\0")]
    [InlineData("é")]
    [InlineData("٤٢")]
    [InlineData("{019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1}")]
    [InlineData("019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1\n")]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-0")]
    public void Other_texts_are_no_ids(string text) => Assert.Null(Identifiers.Normalize(text));

    /// <summary>By <c>printf 'order\nkey-1\nanna' | sha256sum</c>, with version and variant put in.</summary>
    [Theory]
    [InlineData("order", "key-1", "anna", "f1203ad5-0cd9-87b2-81b3-43bef1275192")]
    [InlineData("order", "key-1", null, "ed008025-a0c3-8c51-81e4-ee2f7b716c40")]
    [InlineData("menu-item", "key-1", "anna", "d78c5517-0796-88c5-b20e-e6ad7bb31e54")]
    public void An_id_follows_from_an_idempotency_key(string aggregate, string key, string? subject, string id) =>
        Assert.Equal(id, Identifiers.FromKey(aggregate, key, subject));

    [Fact]
    public void Ids_from_keys_are_in_their_normal_form()
    {
        var id = Identifiers.FromKey("order", "key-1", "anna");

        Assert.Equal(id, Identifiers.Normalize(id));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id);
    }

    /// <summary>By Python's <c>hmac.new(key, email, 'sha256')</c>, with version and variant put in.</summary>
    [Theory]
    [InlineData("anna@example.org", "", "ddec9fac-5fd6-8978-ad18-a20a1da8844a")]
    [InlineData("anna@example.org", "secret", "aba63b38-a4e2-8e14-bbce-be78504c1ce4")]
    [InlineData("  Anna@Example.ORG\t", "secret", "aba63b38-a4e2-8e14-bbce-be78504c1ce4")]
    [InlineData("ÄRGER@example.org", "secret", "594f1dad-3154-8369-b73f-012bf389b78a")]
    public void A_customers_id_follows_from_the_email_and_the_key(string email, string key, string id) =>
        Assert.Equal(id, Customer.IdOf(email, Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("019aa0b1-c2d3-7e4f-8a5b-6c7d8e9fa0b1", "79Z85H")]
    [InlineData("00000000-0000-7000-8000-000000000000", "000000")]
    [InlineData("00000000-0000-7000-8000-ffffffffffff", "ZZZZZZ")]
    public void A_number_is_the_last_thirty_bits_in_crockfords_base_32(string id, string number) =>
        Assert.Equal(number, Identifiers.NumberOf(id));

    [Fact]
    public void Orders_opened_in_the_same_moment_have_different_numbers()
    {
        var numbers = Enumerable.Range(0, 100).Select(_ => Identifiers.NumberOf(Guid.CreateVersion7(Scenario.Start).ToString()));

        Assert.True(numbers.Distinct().Count() > 90);
    }

    [Theory]
    [InlineData("menu-item-42", "menu-item")]
    [InlineData("customer-42", "customer")]
    [InlineData("order-42", "order")]
    public void A_persistence_id_begins_with_the_aggregates_name(string persistenceId, string aggregate) =>
        Assert.Equal(persistenceId, Catalog.Named(aggregate).PersistenceId("42"));
}
