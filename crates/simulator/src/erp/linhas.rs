//! Rows on the wire, newest and older field names.

use domain::dinheiro::Dinheiro;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    carteira::{Baixa, BoletoAberto, Cliente, Contrato, Lancamento, Nota, Quitacao},
    falhas::Endpoint,
    opcoes::VersaoErp,
    pessoas::Escrita,
};

use super::arquivos::Enderecos;

/// The rows of one resource for one customer, only those of `contrato` when given and known by row.
pub(super) fn de(
    endpoint: Endpoint,
    cliente: &Cliente,
    contrato: Option<&str>,
    versao: VersaoErp,
    enderecos: Enderecos<'_>,
) -> Vec<Value> {
    let t = Tradutor { cliente, antiga: versao == VersaoErp::Antiga, enderecos };
    let quer = |id: &str| contrato.is_none_or(|c| c == id);
    match endpoint {
        Endpoint::Clientes => vec![t.cliente()],
        Endpoint::Contratos => cliente.contratos.iter().map(Tradutor::contrato).collect(),
        Endpoint::BoletosAbertos => cliente.boletos.iter().filter(|b| quer(&b.contrato)).map(|b| t.boleto(b)).collect(),
        Endpoint::NotasFiscais => cliente.notas.iter().map(|n| t.nota(n)).collect(),
        Endpoint::Extratos => cliente.extrato.iter().filter(|l| quer(&l.contrato)).map(|l| t.lancamento(l)).collect(),
        Endpoint::Quitacoes => cliente.quitacoes.iter().map(|q| t.quitacao(q)).collect(),
        Endpoint::Instalacoes => cliente.contratos.iter().map(|c| t.unidade(c)).collect(),
        _ => Vec::new(),
    }
}

struct Tradutor<'a> {
    cliente: &'a Cliente,
    antiga: bool,
    enderecos: Enderecos<'a>,
}

impl Tradutor<'_> {
    fn valor(&self, valor: Dinheiro) -> Value {
        match self.cliente.pessoa.escrita {
            Escrita::Iso => json!(valor.iso()),
            Escrita::Brasileira => json!(valor.sem_simbolo()),
            // Parsed from its decimal text, so that the number on the wire is the shortest one that reads the same.
            Escrita::Numero => valor.iso().parse::<f64>().map_or(Value::Null, |numero| json!(numero)),
        }
    }

    fn data(&self, data: Date) -> Value {
        match self.cliente.pessoa.escrita {
            Escrita::Brasileira => json!(domain::calendario::curta(data)),
            Escrita::Iso | Escrita::Numero => json!(data.to_string()),
        }
    }

    fn link(&self, arquivo: &str) -> Value {
        self.enderecos.link(arquivo).map_or(Value::Null, |url| json!(url.as_str()))
    }

    fn cliente(&self) -> Value {
        let pessoa = self.cliente.pessoa;
        let contrato = self.cliente.contratos.first();
        if self.antiga {
            return json!({
                "id_cliente": self.cliente.id, "nome": pessoa.nome, "fantasia": "",
                "tipo_pessoa": if pessoa.tipo_documento == "CNPJ" { "J" } else { "F" },
                "cnpj_cpf": pessoa.documento, "ativo": "S", "cep": "49000-000",
                "endereco": contrato.map(|c| c.endereco), "numero": "", "complemento": contrato.map(|c| c.unidade),
                "bairro": "", "cidade": "Aracaju", "uf": "SE", "telefone_celular": "(79) 90000-0000",
                "email": pessoa.email(), "obs": "", "alerta": "",
            });
        }
        json!({
            "nome_completo": pessoa.nome, "aniversario": null, "data_registro": self.data(jiff::civil::date(2012, 5, 14)),
            "ativo": true, "id_remoto": self.cliente.id, "id_contrato": contrato.map(|c| c.id.clone()),
            "rua_endereco": contrato.map(|c| c.endereco), "numero_endereco": "", "cep_endereco": "49000-000",
            "cidade_endereco": "Aracaju", "complemento_endereco": contrato.map(|c| c.unidade), "bairro_endereco": "",
            "estado_endereco": "SE",
        })
    }

    /// Two fields of the contract, and three that many ERPs add.
    fn contrato(contrato: &Contrato) -> Value {
        json!({
            "remote_id": contrato.id,
            "contract_name": format!("{} - {}", contrato.empreendimento, contrato.unidade),
            "empreendimento": contrato.empreendimento,
            "unidade": contrato.unidade,
            "situacao": situacao(contrato),
        })
    }

    fn boleto(&self, b: &BoletoAberto) -> Value {
        let pessoa = self.cliente.pessoa;
        if self.antiga {
            return json!({
                "id_fatura": b.fatura, "nome_cliente": pessoa.nome, "valor_inicial": self.valor(b.original),
                "valor_atual": self.valor(b.atual), "data_emissao": self.data(b.emissao),
                "data_vencimento": self.data(b.vencimento), "linha_digitavel": b.linha, "url_boleto": self.link(&b.arquivo),
            });
        }
        let mut linha = json!({
            "id_fatura": b.fatura,
            "code_fatura": format!("{}{}", b.fatura, pessoa.documento_normalizado()),
            "nome_cliente": pessoa.nome,
            "document_number": pessoa.documento_normalizado(),
            "remote_id": self.cliente.id,
            "valor_inicial": self.valor(b.original),
            "valor_atual": self.valor(b.atual),
            "juros": self.valor(b.juros),
            "multa": self.valor(b.multa),
            "desconto": self.valor(b.desconto),
            "data_emissao": self.data(b.emissao),
            "data_vencimento": self.data(b.vencimento),
            "historico": b.historico,
            "bank_code": b.banco,
            "linha_digitavel": b.linha,
            "integration_id": "1",
            "identifier": "carteira-principal",
            "pix_code": b.pix.as_deref().unwrap_or_default(),
            "contract_id": b.contrato,
            "bill_receipt": "",
            "bill_pix_receipt": "",
        });
        if pessoa.boletos_em_pdf {
            acrescentar(&mut linha, "url_boleto", self.link(&b.arquivo));
        }
        linha
    }

    /// The XML is an addition of this ERP: the contract has a link for the PDF only.
    fn nota(&self, n: &Nota) -> Value {
        if self.antiga {
            return json!({
                "id_nota": n.id, "status": "Emitida", "valor": self.valor(n.valor), "valor_pago": self.valor(n.valor),
                "data_lancamento": self.data(n.data), "data_vencimento": self.data(n.data), "data_baixa": self.data(n.data),
                "url_nota_fiscal": self.link(&n.arquivo),
            });
        }
        json!({
            "id_nota": n.id, "id_tipo_nota": "3", "numero_nota": n.numero, "valor": self.valor(n.valor),
            "protocolo": n.protocolo, "data_lancamento": self.data(n.data), "identificacao": n.chave,
            "url_nota_fiscal": self.link(&n.arquivo), "url_xml": self.link(&n.arquivo_xml), "obs": n.descricao,
        })
    }

    /// The newest version names no contract here; this ERP adds `contract_id`, without which two contracts blend.
    fn lancamento(&self, l: &Lancamento) -> Value {
        let baixa = l.baixa;
        let zero = Dinheiro::ZERO;
        let de = |parte: fn(&Baixa) -> Dinheiro| self.valor(baixa.as_ref().map_or(zero, parte));
        let data_baixa = baixa.map_or(Value::Null, |b| self.data(b.data));
        if self.antiga {
            return json!({
                "id_extrato_financeiro": format!("E{}", l.fatura), "data_lancamento": self.data(l.lancado),
                "data_vencimento": self.data(l.vencimento), "data_baixa": data_baixa, "id_boleto": l.fatura,
                "id_nota": "", "valor": self.valor(l.valor), "valor_pago": de(|b| b.recebido), "multa": de(|b| b.multa),
                "juros": de(|b| b.juros), "desconto": self.valor(zero), "obs": l.historico,
            });
        }
        let mut linha = json!({
            "id_nota": l.fatura, "data_lancamento": self.data(l.lancado), "data_vencimento": self.data(l.vencimento),
            "data_baixa": data_baixa, "historico": l.historico, "valor": de(|b| b.recebido), "saldo": self.valor(l.valor),
            "cobranca": l.cobranca, "contract_id": l.contrato,
        });
        if let Some(baixa) = baixa.filter(|b| !b.multa.eh_zero()) {
            acrescentar(&mut linha, "juros", self.valor(baixa.juros));
            acrescentar(&mut linha, "multa", self.valor(baixa.multa));
        }
        linha
    }

    fn quitacao(&self, q: &Quitacao) -> Value {
        json!({"id_quitacao": q.id, "ano": q.ano, "valor": self.valor(q.valor), "url_arquivo": self.link(&q.arquivo)})
    }

    fn unidade(&self, c: &Contrato) -> Value {
        if self.antiga {
            return json!({
                "id_instalacao": c.id, "cep": "49000-000", "endereco": c.endereco, "numero": "", "complemento": c.unidade,
                "bairro": "", "cidade": "Aracaju", "uf": "SE", "latitude": "", "longitude": "", "obs": "",
                "servicos": [{"id_servico": c.id, "nome": c.unidade, "descricao": c.empreendimento, "valor": "",
                              "status": situacao(c), "obs": ""}],
            });
        }
        json!({
            "id_servico": c.id, "nome": format!("{} - {}", c.empreendimento, c.unidade), "situacao": situacao(c), "obs": "",
            "valor": "", "numero_plano": c.id, "endereco": c.endereco,
        })
    }
}

fn situacao(contrato: &Contrato) -> &'static str {
    if contrato.pagas == contrato.total { "Quitado" } else { "Ativo" }
}

fn acrescentar(linha: &mut Value, campo: &str, valor: Value) {
    if let Some(campos) = linha.as_object_mut() {
        campos.insert(campo.to_owned(), valor);
    }
}
