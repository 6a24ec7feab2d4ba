//! The conformance sample on the wire of each shape.

use std::collections::HashMap;

use domain::{
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, ContratoId, Parcela},
};
use erp::conformidade::{Amostra, Cenario, Operacao};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::comum::{CPF, MEGA, OUTRO_CPF, PLANO, SIENGE};

/// A shape of ERP with a shipped mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forma {
    Mega,
    Sienge,
    Plano,
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recurso {
    Clientes,
    Contratos,
    Boletos,
    Extrato,
}

impl Forma {
    pub(crate) fn toml(self) -> &'static str {
        match self {
            Self::Mega => MEGA,
            Self::Sienge => SIENGE,
            Self::Plano => PLANO,
        }
    }

    /// The sample in this shape's keys, without what it has no place for.
    pub(crate) fn amostra(self, cenario: Cenario) -> Amostra {
        let mut amostra = cenario.amostra().clone();
        amostra.cliente.ativo = None;
        if self == Self::Plano {
            return amostra;
        }
        for boleto in &mut amostra.boletos {
            (boleto.linha_digitavel, boleto.pix) = Default::default();
            boleto.contratos = vec![ContratoId("159".to_owned())];
        }
        if self == Self::Sienge {
            amostra.boletos.iter_mut().for_each(|b| b.id = format!("159/{}", b.id));
            amostra.parcelas.iter_mut().for_each(|p| p.id = format!("159/{}", p.id));
            amostra.pagamentos.iter_mut().for_each(|p| p.id = format!("159/{}/1", p.id));
        }
        amostra
    }

    /// Whether the request is the one the operation is about.
    pub(crate) fn alvo(self, operacao: Operacao, caminho: &str) -> bool {
        let recurso = self.recurso(operacao, caminho);
        recurso == Self::de(operacao)
            || self == Self::Plano && !caminho.ends_with("/clientes") && operacao != Operacao::Cliente
    }

    fn de(operacao: Operacao) -> Recurso {
        match operacao {
            Operacao::Cliente => Recurso::Clientes,
            Operacao::Contratos => Recurso::Contratos,
            Operacao::Boletos => Recurso::Boletos,
            _ => Recurso::Extrato,
        }
    }

    fn recurso(self, operacao: Operacao, caminho: &str) -> Recurso {
        let tem = |parte: &str| caminho.contains(parte);
        match self {
            // Customer and contracts are one list there.
            Self::Mega if tem("DadosContrato") && operacao == Operacao::Cliente => Recurso::Clientes,
            Self::Mega if tem("DadosContrato") => Recurso::Contratos,
            Self::Mega if tem("DadosParcelas") => Recurso::Extrato,
            Self::Mega => Recurso::Boletos,
            Self::Sienge if tem("/customers") => Recurso::Clientes,
            Self::Sienge if tem("receivable-bills") => Recurso::Contratos,
            Self::Sienge if tem("current-debit") => Recurso::Boletos,
            Self::Sienge => Recurso::Extrato,
            Self::Plano if tem("/clientes") => Recurso::Clientes,
            Self::Plano => Self::de(operacao),
        }
    }

    /// The answer in a scenario whose fault is in the rows (or in none); `None` is "nothing", said this shape's way.
    pub(crate) fn corpo(
        self,
        cenario: Cenario,
        operacao: Operacao,
        caminho: &str,
        query: &HashMap<String, String>,
    ) -> Option<Value> {
        let recurso = self.recurso(operacao, caminho);
        let alvo = self.alvo(operacao, caminho);
        let amostra = if alvo { cenario.amostra() } else { Cenario::Normal.amostra() };
        // The second contract has rows of its own in none of the samples.
        let outro_contrato = self == Self::Mega && caminho.ends_with("160");
        if outro_contrato {
            return None;
        }
        let desconhecido = cenario == Cenario::Desconhecido;
        let deles = cenario == Cenario::LinhasDeOutro && alvo;
        let so_deles = deles && operacao == Operacao::Cliente;
        let mut proprias = if desconhecido || so_deles {
            Vec::new()
        } else {
            self.linhas(amostra, recurso, operacao, deles.then_some(CPF))
        };
        match cenario {
            Cenario::LinhasRepetidas if alvo => {
                proprias = proprias.iter().flat_map(|l| [l.clone(), l.clone()]).collect();
            }
            Cenario::LinhaIlegivel if alvo => proprias.insert(1, sem_chave(&proprias[0])),
            _ => {}
        }
        let alheias =
            if deles { self.linhas(&Amostra::alheia(), recurso, operacao, Some(OUTRO_CPF)) } else { Vec::new() };
        self.embrulhar(recurso, proprias, alheias, query)
    }

    fn linhas(self, amostra: &Amostra, recurso: Recurso, operacao: Operacao, documento: Option<&str>) -> Vec<Value> {
        let mut linhas: Vec<Value> = match (self, recurso) {
            (Self::Mega, Recurso::Clientes) => vec![json!({"codigO_CONTRATO": "159", "codigO_CLIENTE": amostra.cliente.id, "nomE_CLIENTE": texto(amostra.cliente.nome.as_ref())})],
            (Self::Sienge, Recurso::Clientes) => vec![json!({"id": amostra.cliente.id, "name": texto(amostra.cliente.nome.as_ref()), "cpf": "111.444.777-35"})],
            (Self::Plano, Recurso::Clientes) => vec![json!({"codigo": amostra.cliente.id, "nome": texto(amostra.cliente.nome.as_ref()), "cpf": "111.444.777-35", "ativo": "null"})],
            (forma, Recurso::Contratos) => amostra.contratos.iter().map(|c| {
                let nome = texto(c.nome.as_ref());
                match forma {
                    Self::Mega => json!({"codigO_CONTRATO": c.id.0, "empreendimento": nome, "statuS_CONTRATO": "null"}),
                    Self::Sienge => json!({"receivableBillId": c.id.0, "enterpriseName": nome, "unityName": "null", "payOffDate": null, "defaulting": false}),
                    Self::Plano => json!({"contrato": c.id.0, "empreendimento": nome, "unidade": "null", "cpf": CPF}),
                }
            }).collect(),
            (forma, Recurso::Boletos) => amostra.boletos.iter().map(|b| boleto(forma, b)).collect(),
            (forma, Recurso::Extrato) => amostra
                .parcelas
                .iter()
                // The flat ERP is asked for paid ones only.
                .filter(|p| forma != Self::Plano || operacao != Operacao::Pagamentos || p.paga_em.is_some())
                .map(|p| lancamento(forma, p))
                .collect(),
        };
        if let Some(documento) = documento {
            let chave = if self == Self::Mega { "cpfCnpj" } else { "cpf" };
            for linha in linhas.iter_mut().filter_map(Value::as_object_mut) {
                linha.insert(chave.to_owned(), documento.into());
            }
        }
        linhas
    }

    fn embrulhar(
        self,
        recurso: Recurso,
        proprias: Vec<Value>,
        alheias: Vec<Value>,
        query: &HashMap<String, String>,
    ) -> Option<Value> {
        let par = |nome: &str| query.get(nome).and_then(|v| v.parse::<usize>().ok());
        let titulo = |chave: &str, linhas: Vec<Value>, dono: &str| json!({"billReceivableId": if dono == CPF { "159" } else { "X-9" }, "dueInstallments": [], "cpf": dono, chave: linhas});
        let entre = |proprias: Vec<Value>, alheias: Vec<Value>| {
            let mut todas = proprias;
            for (n, alheia) in alheias.into_iter().enumerate() {
                todas.insert(n, alheia);
            }
            todas
        };
        match (self, recurso) {
            (Self::Mega, _) => {
                let todas = entre(proprias, alheias);
                (!todas.is_empty()).then_some(Value::Array(todas))
            }
            (Self::Plano, _) => {
                let pagina = par("pagina").unwrap_or(1);
                Some(entre(proprias, alheias).into_iter().skip((pagina - 1) * 200).take(200).collect())
            }
            (Self::Sienge, Recurso::Extrato) => {
                let outro = (!alheias.is_empty()).then(|| titulo("installments", alheias, OUTRO_CPF));
                let titulos: Vec<Value> = [titulo("installments", proprias, CPF)].into_iter().chain(outro).collect();
                Some(json!({"customerId": 77, "billsReceivable": titulos}))
            }
            (Self::Sienge, _) => {
                let linhas = if recurso == Recurso::Boletos {
                    let outro = (!alheias.is_empty()).then(|| titulo("payableInstallments", alheias, OUTRO_CPF));
                    [titulo("payableInstallments", proprias, CPF)].into_iter().chain(outro).collect()
                } else {
                    entre(proprias, alheias)
                };
                let (limite, inicio) = (par("limit").unwrap_or(100), par("offset").unwrap_or(0));
                let total = linhas.len();
                let pagina: Vec<Value> = linhas.into_iter().skip(inicio).take(limite).collect();
                Some(
                    json!({"resultSetMetadata": {"count": total, "offset": inicio, "limit": limite}, "results": pagina}),
                )
            }
        }
    }
}

fn sem_chave(linha: &Value) -> Value {
    let chaves = ["codigo", "boletoParcela", "cod_parcela", "installmentId", "codigO_CONTRATO", "receivableBillId"];
    let mapa: Map<String, Value> = linha.as_object().unwrap().clone();
    // `contrato` is the key of contracts only.
    let contrato = !mapa.contains_key("codigo");
    Value::Object(
        mapa.into_iter().filter(|(k, _)| !(chaves.contains(&k.as_str()) || contrato && k == "contrato")).collect(),
    )
}

fn boleto(forma: Forma, b: &BoletoEmitido) -> Value {
    let contratos: Vec<&str> = b.contratos.iter().map(|c| c.0.as_str()).collect();
    match forma {
        Forma::Mega => json!({
            "boletoParcela": b.id, "situacao": "Aberto", "temBoleto": "S", "sequencia": texto(b.historico.as_ref()),
            "vlrOriginal": numero(b.valor.original), "vlrPresente": numero(b.valor.atual), "vlrJuros": null, "vlrMulta": "null",
            "vlrDesconto": "", "dtVenc": b.vencimento.map(|d| format!("{d}T00:00:00")),
        }),
        Forma::Sienge => json!({
            "installmentId": b.id, "installmentNumber": texto(b.historico.as_ref()), "dueDate": b.vencimento.map(|d| d.to_string()),
            "originalValue": numero(b.valor.original), "currentBalance": numero(b.valor.atual), "generatedBoleto": true,
        }),
        Forma::Plano => json!({
            "cpf": "111.444.777-35", "codigo": b.id, "contrato": contratos, "descricao": texto(b.historico.as_ref()), "situacao": "ABERTO",
            "dtVenc": curta(b.vencimento), "dtEmissao": "null", "valor": virgula(b.valor.original), "valorAtual": virgula(b.valor.atual),
            "juros": null, "multa": "", "desconto": "null", "banco": texto(b.banco.as_ref()), "linha": texto(b.linha_digitavel.as_ref()),
            "emv": texto(b.pix.as_ref()), "linkBoleto": "null",
        }),
    }
}

fn lancamento(forma: Forma, p: &Parcela) -> Value {
    match forma {
        Forma::Mega => json!({
            "cod_parcela": p.id, "tipo_parcela": texto(p.descricao.as_ref()), "sequencia": "null",
            "situacao": if p.paga_em.is_some() { "Pago" } else { "Aberto" }, "vlr_original": numero(p.valor.original),
            "vlr_pago": numero(p.valor_pago), "data_vencimento": curta(p.vencimento), "data_baixa": curta(p.paga_em),
        }),
        Forma::Sienge => {
            let recibos: Vec<Value> = p
                .paga_em
                .iter()
                .map(
                    |dia| json!({"receiptId": 1, "receiptDate": dia.to_string(), "receiptValue": numero(p.valor_pago)}),
                )
                .collect();
            json!({
                "installmentId": p.id, "installmentNumber": "null", "conditionType": texto(p.descricao.as_ref()),
                "dueDate": p.vencimento.map(|d| d.to_string()), "originalValue": numero(p.valor.original), "receipts": recibos,
            })
        }
        Forma::Plano => json!({
            "cpf": CPF, "codigo": p.id, "contrato": "null", "descricao": texto(p.descricao.as_ref()), "dtVenc": curta(p.vencimento),
            "valor": virgula(p.valor.original), "dtPagamento": curta(p.paga_em), "valorPago": virgula(p.valor_pago),
        }),
    }
}

/// An absent text is the text "null", the worst of the ways.
fn texto(texto: Option<&String>) -> Value {
    texto.map_or_else(|| "null".into(), |t| t.as_str().into())
}

fn numero(valor: Option<Dinheiro>) -> Value {
    valor.map_or(Value::Null, |v| serde_json::from_str(&v.iso()).unwrap())
}

fn virgula(valor: Option<Dinheiro>) -> Value {
    valor.map_or_else(|| "null".into(), |v| v.sem_simbolo().into())
}

fn curta(dia: Option<Date>) -> Value {
    dia.map_or_else(|| "null".into(), |d| format!("{:02}/{:02}/{}", d.day(), d.month(), d.year()).into())
}
