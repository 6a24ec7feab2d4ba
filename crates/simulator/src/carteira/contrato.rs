//! From a plan to the rows the ERP keeps: correction, charges for late payment, boletos, statement.

use std::collections::BTreeMap;

use anyhow::Context as _;
use domain::{
    calendario::{Calendario, curta, mes_e_ano},
    dinheiro::Dinheiro,
};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;

use super::{
    Baixa, BoletoAberto, Cliente, Contrato, Lancamento, Nota, Quitacao, codigos,
    plano::{Defeito, Pix, Plano},
    sorte::Sorte,
};

/// Adds everything of one contract to its customer.
pub(super) fn lancar(
    plano: &Plano,
    hoje: Date,
    calendario: &Calendario,
    sorte: Sorte,
    cliente: &mut Cliente,
) -> anyhow::Result<()> {
    let ancora = plano.ancora.data(hoje, calendario);
    let primeira_aberta = plano.atual.saturating_sub(plano.atrasadas);
    let valores = corrigidos(plano, sorte)?;
    let contrato = plano.contrato.to_string();
    cliente.contratos.push(Contrato {
        id: contrato.clone(),
        empreendimento: plano.empreendimento,
        unidade: plano.unidade,
        endereco: plano.endereco,
        total: plano.total,
        pagas: primeira_aberta.saturating_sub(1).min(plano.total),
    });
    sinal(plano, ancora, cliente);

    for (numero, valor) in (1..=plano.total).zip(valores) {
        let vencimento = ancora.saturating_add((i64::from(numero) - i64::from(plano.atual)).months());
        let fatura = format!("{}{numero:03}", plano.contrato);
        let paga = numero < primeira_aberta;
        let historico = format!(
            "{}Parcela {numero} de {} - {}, {} - {}",
            plano.marca, plano.total, plano.empreendimento, plano.unidade, plano.indice
        );
        let ordem = (numero.saturating_sub(primeira_aberta)) as usize;
        let emitido = !paga && ordem < plano.emitidas as usize;
        if emitido {
            let defeito = plano.defeitos.get(ordem).copied();
            let boleto = emitir(
                plano,
                sorte,
                hoje,
                calendario,
                Parte { fatura: &fatura, historico: &historico, vencimento, valor, defeito },
            )?;
            cliente.boletos.push(boleto);
        }
        let cobranca = if paga || emitido {
            format!("Boleto banco {}", plano.banco)
        } else {
            "Boleto ainda não emitido".to_owned()
        };
        cliente.extrato.push(Lancamento {
            baixa: paga.then(|| baixar(&fatura, valor, vencimento, hoje, calendario, sorte)).transpose()?,
            fatura,
            contrato: contrato.clone(),
            historico,
            cobranca,
            lancado: vencimento.saturating_sub(20.days()).min(hoje),
            vencimento,
            valor,
        });
    }
    if let Some((dias, centavos)) = plano.intermediaria {
        intermediaria(plano, sorte, hoje, calendario, (dias, centavos), cliente)?;
    }
    for indice in 1..=plano.notas {
        cliente.notas.push(nota(plano, indice, ancora, sorte));
    }
    Ok(())
}

/// Each instalment is the one before it, corrected; what is still to be corrected stays at the value of today.
fn corrigidos(plano: &Plano, sorte: Sorte) -> anyhow::Result<Vec<Dinheiro>> {
    let mut valor = Decimal::new(plano.base, 2);
    let mut valores = Vec::with_capacity(plano.total as usize);
    for numero in 1..=plano.total {
        if numero > 1 && numero <= plano.atual {
            // Between 0.20 % and 0.75 % a month, near what INCC and IPCA have been.
            let pontos = 20 + sorte.ate(&format!("indice/{}/{numero}", plano.indice), 56);
            valor = (valor * (Decimal::ONE + Decimal::new(i64::from(pontos), 4))).round_dp(8);
        }
        valores.push(Dinheiro::arredondado(valor).context("parcela corrigida")?);
    }
    Ok(valores)
}

/// Fine of 2 % and simple interest of 1 % a month over calendar days: (juros, multa). Nothing while still payable
/// without charges, which on a day without banks lasts to the next business day.
pub(crate) fn encargos(
    valor: Dinheiro,
    vencimento: Date,
    em: Date,
    calendario: &Calendario,
) -> anyhow::Result<(Dinheiro, Dinheiro)> {
    if em <= calendario.proximo_dia_util(vencimento) {
        return Ok((Dinheiro::ZERO, Dinheiro::ZERO));
    }
    let dias = vencimento.until(em)?.get_days();
    let juros = Dinheiro::arredondado(valor.decimal() * Decimal::from(dias) / Decimal::from(3000))?;
    let multa = Dinheiro::arredondado(valor.decimal() * Decimal::new(2, 2))?;
    Ok((juros, multa))
}

/// What a boleto is issued from.
struct Parte<'a> {
    fatura: &'a str,
    historico: &'a str,
    vencimento: Date,
    valor: Dinheiro,
    defeito: Option<Defeito>,
}

fn emitir(
    plano: &Plano,
    sorte: Sorte,
    hoje: Date,
    calendario: &Calendario,
    parte: Parte<'_>,
) -> anyhow::Result<BoletoAberto> {
    let Parte { fatura, historico, vencimento, valor, defeito } = parte;
    let (juros, multa) = encargos(valor, vencimento, hoje, calendario)?;
    let em_dia = hoje <= calendario.proximo_dia_util(vencimento);
    let desconto = if em_dia { Dinheiro::de_centavos(plano.desconto) } else { Dinheiro::ZERO };
    let atual = valor + juros + multa - desconto;
    let no_codigo = if defeito == Some(Defeito::OutroValor) { valor + Dinheiro::de_centavos(10_000) } else { valor };
    let mut linha = codigos::linha(sorte, plano.banco, fatura, vencimento, no_codigo)?;
    let mut pix = match plano.pix {
        Pix::Nenhum => None,
        Pix::Dinamico => Some(codigos::pix_dinamico(sorte, fatura)?),
        Pix::Estatico => Some(codigos::pix_estatico(fatura, atual)?),
    };
    if defeito == Some(Defeito::Quebrado) {
        // The last digit of the first field's check, and a digit inside the URL: both found by their checks.
        linha = codigos::quebrar(&linha, 37);
        pix = pix.map(|codigo| codigos::quebrar(&codigo, 70));
    }
    Ok(BoletoAberto {
        arquivo: format!("boleto-{}.pdf", sorte.hexa(&format!("arquivo/boleto/{fatura}"))),
        fatura: fatura.to_owned(),
        contrato: plano.contrato.to_string(),
        historico: historico.to_owned(),
        original: valor,
        atual,
        juros,
        multa,
        desconto,
        emissao: vencimento.saturating_sub(20.days()).min(hoje),
        vencimento,
        banco: plano.banco,
        linha,
        pix,
    })
}

/// Most people pay on the day or a little before; now and then somebody is late.
fn baixar(
    fatura: &str,
    valor: Dinheiro,
    vencimento: Date,
    hoje: Date,
    calendario: &Calendario,
    sorte: Sorte,
) -> anyhow::Result<Baixa> {
    let escolha = sorte.ate(&format!("pagamento/{fatura}"), 100);
    let data = match escolha {
        0..=7 => vencimento.saturating_add(i64::from(escolha + 2).days()),
        8..=50 => vencimento,
        _ => vencimento.saturating_sub(i64::from(escolha % 5).days()),
    };
    let data = calendario.proximo_dia_util(data).min(hoje);
    let (juros, multa) = encargos(valor, vencimento, data, calendario)?;
    Ok(Baixa { data, recebido: valor + juros + multa, juros, multa })
}

/// The down payment, a month before the first instalment.
fn sinal(plano: &Plano, ancora: Date, cliente: &mut Cliente) {
    let data = ancora.saturating_sub(i64::from(plano.atual).months());
    let valor = Dinheiro::de_centavos(plano.base * 8);
    cliente.extrato.push(Lancamento {
        fatura: format!("{}000", plano.contrato),
        contrato: plano.contrato.to_string(),
        historico: format!("Sinal - {}, {}", plano.empreendimento, plano.unidade),
        cobranca: "Transferência".to_owned(),
        lancado: data,
        vencimento: data,
        valor,
        baixa: Some(Baixa { data, recebido: valor, juros: Dinheiro::ZERO, multa: Dinheiro::ZERO }),
    });
}

fn intermediaria(
    plano: &Plano,
    sorte: Sorte,
    hoje: Date,
    calendario: &Calendario,
    (dias, centavos): (i64, i64),
    cliente: &mut Cliente,
) -> anyhow::Result<()> {
    let vencimento = calendario.proximo_dia_util(hoje.saturating_add(dias.days()));
    let valor = Dinheiro::de_centavos(centavos);
    let fatura = format!("{}901", plano.contrato);
    let historico = format!("Intermediária de {} - {}, {}", mes_e_ano(vencimento), plano.empreendimento, plano.unidade);
    let parte = Parte { fatura: &fatura, historico: &historico, vencimento, valor, defeito: None };
    cliente.boletos.push(emitir(plano, sorte, hoje, calendario, parte)?);
    cliente.extrato.push(Lancamento {
        fatura,
        contrato: plano.contrato.to_string(),
        historico,
        cobranca: format!("Boleto banco {}", plano.banco),
        lancado: vencimento.saturating_sub(20.days()).min(hoje),
        vencimento,
        valor,
        baixa: None,
    });
    Ok(())
}

/// CNPJ of the fictional company that issues the notas.
const PRESTADOR: &str = "44506282000179";

fn nota(plano: &Plano, indice: u32, ancora: Date, sorte: Sorte) -> Nota {
    let id = format!("{}{indice}", plano.contrato);
    let data = ancora.saturating_sub((i64::from(indice) * 2).months());
    let numero = 20_400 + sorte.ate(&format!("nota/{id}"), 9_000);
    Nota {
        numero: numero.to_string(),
        valor: Dinheiro::de_centavos(i64::from(18_000 + sorte.ate(&format!("nota-valor/{id}"), 90_000))),
        data,
        // Aracaju, system of the municipality, CNPJ, number, year and month, random digits: as the national standard has it.
        chave: format!(
            "2800308{}{PRESTADOR}{numero:013}{:02}{:02}{}",
            "12",
            data.year() % 100,
            data.month(),
            sorte.digitos(&format!("nota-chave/{id}"), 10)
        ),
        protocolo: sorte.digitos(&format!("nota-protocolo/{id}"), 12),
        descricao: format!(
            "Personalização de acabamentos - {}, {} ({})",
            plano.empreendimento,
            plano.unidade,
            curta(data)
        ),
        arquivo: format!("nfse-{}.pdf", sorte.hexa(&format!("arquivo/nota/{id}"))),
        arquivo_xml: format!("nfse-{}.xml", sorte.hexa(&format!("arquivo/nota-xml/{id}"))),
        id,
    }
}

/// A declaration for every past year in which nothing that fell due is open.
pub(super) fn quitar_anos(cliente: &mut Cliente, hoje: Date, sorte: Sorte) {
    let mut anos: BTreeMap<i16, Option<Dinheiro>> = BTreeMap::new();
    for lancamento in cliente.extrato.iter().filter(|l| l.vencimento.year() < hoje.year()) {
        let total = anos.entry(lancamento.vencimento.year()).or_insert(Some(Dinheiro::ZERO));
        *total = match (*total, lancamento.baixa) {
            (Some(soma), Some(baixa)) => Some(soma + baixa.recebido),
            _ => None,
        };
    }
    cliente.quitacoes = anos
        .into_iter()
        .rev()
        .filter_map(|(ano, total)| total.map(|valor| (ano, valor)))
        .map(|(ano, valor)| {
            let id = format!("{}-{ano}", cliente.id);
            Quitacao {
                ano,
                valor,
                arquivo: format!("quitacao-{}.pdf", sorte.hexa(&format!("arquivo/quitacao/{id}"))),
                id,
            }
        })
        .collect();
}
